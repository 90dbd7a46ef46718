import type { ManifestSet } from '../manifest/manifest-set';
import type { DataPlanes } from './data-planes';
import type { Effect } from './effects';
import { EFFECTS, effectsOf, isAnswered } from './effects';
import type { Pairing } from './pairings';
import { pairings } from './pairings';
import { PLANES } from './planes';
import type { SimulationResult } from './result';

export type ChangeKind = 'opened' | 'closed' | 'verdict' | 'transport-weakened' | 'transport-strengthened' | Effect;

/** Something that means another thing than before, for some callers and requests of one port. */
export interface Change {
  readonly kind: ChangeKind;
  readonly service: string;
  readonly port: number;
  readonly callers: readonly string[];
  /** "GET /cart/any"; empty: every request that was looked at. */
  readonly requests: readonly string[];
  /** In words, as results write it. */
  readonly before: string;
  readonly after: string;
}

/** What changes in meaning from one set to the next. Names, order and formatting of routes and policies do not count. */
export function diff(before: ManifestSet, after: ManifestSet, planes: DataPlanes = PLANES, onProgress?: (share: number) => void): readonly Change[] {
  const found = new Map<string, { readonly change: Omit<Change, 'callers' | 'requests'>; readonly byCaller: Map<string, string[]> }>();
  const looked = new Map<string, number>();
  for (const { probe, caller, ...pair } of pairings(before, after, planes, onProgress)) {
    const at = `${pair.service}:${pair.port} ${caller}`;
    looked.set(at, (looked.get(at) ?? 0) + 1);
    for (const change of changesOf(pair)) {
      const key = JSON.stringify(change);
      const { byCaller } = found.get(key) ?? { byCaller: new Map<string, string[]>() };
      found.set(key, { change, byCaller: byCaller.set(caller, [...byCaller.get(caller) ?? [], probe.title]) });
    }
  }
  return [...found.values()].flatMap(({ change, byCaller }) => {
    const byRequests = new Map<string, { readonly callers: string[]; readonly requests: readonly string[] }>();
    for (const [caller, requests] of byCaller) {
      const all = looked.get(`${change.service}:${change.port} ${caller}`) === requests.length;
      const key = all ? '' : JSON.stringify(requests);
      const group = byRequests.get(key) ?? { callers: [], requests: all ? [] : requests };
      group.callers.push(caller);
      byRequests.set(key, group);
    }
    return [...byRequests.values()].map(({ callers, requests }): Change => ({ ...change, callers, requests }));
  });
}

const STRENGTH = { plaintext: 0, tls: 1, mtls: 2 } as const;

export const passes = (result: SimulationResult | undefined): boolean => result?.verdict === 'allowed' || result?.verdict === 'partial';

type Found = Omit<Change, 'callers' | 'requests'>;

function changesOf({ service, port, before, after }: Omit<Pairing, 'probe' | 'caller' | 'services' | 'clients'>): Found[] {
  const change = (kind: ChangeKind, old: string | undefined, next: string | undefined): Found[] => (old === next || old === undefined || next === undefined ? [] : [{ kind, service, port, before: old, after: next }]);
  if (passes(before) !== passes(after)) return change(passes(after) ? 'opened' : 'closed', verdictText(before), verdictText(after));
  // A port that is new and takes nothing changes nothing.
  if (!before || !after) return [];
  if (!passes(before)) return change('verdict', verdictText(before, after), verdictText(after, before));
  if (isAnswered(before) !== isAnswered(after)) return change('answer', outcomeText(before), outcomeText(after));
  const [old, next] = [effectsOf(before), effectsOf(after)];
  return [
    ...EFFECTS.filter(effect => effect !== 'answer' || before.status !== after.status || old.answer !== next.answer).flatMap(effect => change(effect, old[effect], next[effect])),
    ...transportChange(before, after).flatMap(kind => change(kind, before.transport!, after.transport!)),
  ];
}

/** Where nothing arrives on one side, there is nothing to be weaker. */
function transportChange({ transport: before }: SimulationResult, { transport: after }: SimulationResult): ('transport-weakened' | 'transport-strengthened')[] {
  if (before === null || after === null || before === after) return [];
  return [STRENGTH[after] < STRENGTH[before] ? 'transport-weakened' : 'transport-strengthened'];
}

/** Beside another result that is open too: what would decide it. */
function verdictText(result: SimulationResult | undefined, beside?: SimulationResult): string {
  if (!result) return 'not there';
  const open = result.verdict === 'indeterminate' && beside?.verdict === 'indeterminate' ? openQuestion(result.reason) : undefined;
  return `${result.verdict}${result.status === null ? '' : ` ${result.status}`}${open === undefined ? '' : `, unless ${open}`}`;
}

/** The end of a reason, which names no object. */
export function openQuestion(reason: string): string | undefined {
  return / (?:unless|only if) (.*)$/s.exec(reason)?.[1];
}

function outcomeText(result: SimulationResult): string {
  const { answer, destinations } = effectsOf(result);
  return destinations === undefined ? answer! : `${answer} from ${destinations}`;
}
