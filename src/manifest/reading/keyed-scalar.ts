import { Refusal } from './refusal';

/**
 * A value that is something else as a key than as a value. The parser makes keys text by asking them, if they do not look like maps of the
 * document; `settle` puts the plain value where no key is.
 */
export class KeyedScalar {
  public constructor(public readonly value: number | boolean | null, private readonly key: string | undefined) {}

  public get [Symbol.toStringTag](): string {
    return 'Scalar';
  }

  public toString(): string {
    if (this.key === undefined) throw new Refusal('A key is null; keys are text: write it in quotes.');
    return this.key;
  }
}
