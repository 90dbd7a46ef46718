/** Thrown inside the parser for what is YAML and refused all the same; the parser adds the place. */
export class Refusal extends Error {}
