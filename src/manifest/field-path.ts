/** One step into an object: a key or an index. */
export type PathStep = string | number;

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** `['metadata', 'labels', 'istio.io/rev']` as `metadata.labels["istio.io/rev"]`; `['spec', 'http', 0]` as `spec.http[0]`. */
export function pathText(steps: readonly PathStep[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!PLAIN_KEY.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The steps that `pathText` wrote. */
export function pathSteps(text: string): PathStep[] {
  const steps: PathStep[] = [];
  for (const [, index, quoted, key] of text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)) {
    steps.push(index !== undefined ? Number(index) : quoted !== undefined ? JSON.parse(quoted) as string : key!);
  }
  return steps;
}

/** What stands at a path of a body; undefined where nothing does. */
export function valueAt(body: unknown, steps: readonly PathStep[]): unknown {
  return steps.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<PathStep, unknown>)[step] : undefined), body);
}
