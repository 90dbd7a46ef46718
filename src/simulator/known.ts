/** What is known of a condition: it holds, it does not, or what would decide it. */
export type Known = boolean | Undecided;

export interface Undecided {
  /** What has to be known, as the end of a sentence: "the caller's address is known". */
  readonly unless: string;
}

/** What is known of something. */
export type Test<T> = (of: T) => Known;

/** All have to hold. */
export function all(conditions: readonly Known[]): Known {
  return allOf(conditions, condition => condition);
}

/** One has to hold. */
export function any(conditions: readonly Known[]): Known {
  return anyOf(conditions, condition => condition);
}

/** No where one says no, whatever is not known of the others. */
export function allOf<T>(items: readonly T[], test: Test<T>): Known {
  let open: Undecided | undefined;
  for (const item of items) {
    const known = test(item);
    if (known === false) return false;
    if (known !== true) open ??= known;
  }
  return open ?? true;
}

/** Yes where one says yes, whatever is not known of the others. */
export function anyOf<T>(items: readonly T[], test: Test<T>): Known {
  let open: Undecided | undefined;
  for (const item of items) {
    const known = test(item);
    if (known === true) return true;
    if (known !== false) open ??= known;
  }
  return open ?? false;
}

/** One test of several, all of which have to hold. */
export function allTest<T>(tests: readonly Test<T>[]): Test<T> {
  const [only] = tests;
  return only && tests.length === 1 ? only : subject => allOf(tests, test => test(subject));
}

/** One test of several, of which one has to hold. */
export function anyTest<T>(tests: readonly Test<T>[]): Test<T> {
  const [only] = tests;
  return only && tests.length === 1 ? only : subject => anyOf(tests, test => test(subject));
}

export function not(known: Known): Known {
  return typeof known === 'boolean' ? !known : known;
}
