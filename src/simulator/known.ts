/** What is known of a condition: it holds, it does not, or what would decide it. */
export type Known = true | false | { readonly unless: string };

/** All have to hold. */
export function all(conditions: readonly Known[]): Known {
  return conditions.find(condition => condition === false) ?? conditions.find(condition => condition !== true) ?? true;
}

/** One has to hold. */
export function any(conditions: readonly Known[]): Known {
  return conditions.find(condition => condition === true) ?? conditions.find(condition => condition !== false) ?? false;
}
