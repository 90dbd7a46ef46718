/** Whether two different names are probably meant to be one: they differ in case or punctuation, or by one letter. */
export function oneLetterOff(one: string, other: string): boolean {
  const [a, b] = [one, other].map(name => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')) as [string, string];
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
    || (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0]);
}
