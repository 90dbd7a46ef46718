/** Thrown inside the parser for what is YAML and refused all the same; the parser adds the place. */
export class Refusal extends Error {
  /** `sign`: what the text has at the place, where the parser cannot know it. */
  public constructor(message: string, public readonly sign?: RegExp) {
    super(message);
  }
}
