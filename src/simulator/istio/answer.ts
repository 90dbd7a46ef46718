/** Yes, no, or what would have to be known to tell. */
export type Answer = boolean | Unsaid;

export interface Unsaid {
  /** "the caller's address": what decides, and the manifests do not say. */
  readonly unsaid: string;
}

/** No where one says no, whatever is not known of the others. */
export function allOf<T>(items: readonly T[], test: (item: T) => Answer): Answer {
  let open: Unsaid | undefined;
  for (const item of items) {
    const answer = test(item);
    if (answer === false) return false;
    if (answer !== true) open ??= answer;
  }
  return open ?? true;
}

/** Yes where one says yes, whatever is not known of the others. */
export function anyOf<T>(items: readonly T[], test: (item: T) => Answer): Answer {
  let open: Unsaid | undefined;
  for (const item of items) {
    const answer = test(item);
    if (answer === true) return true;
    if (answer !== false) open ??= answer;
  }
  return open ?? false;
}

export function not(answer: Answer): Answer {
  return typeof answer === 'boolean' ? !answer : answer;
}
