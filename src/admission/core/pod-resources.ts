import { forbidden } from './checks';
import type { Field } from './field';
import { shown } from './field';
import type { Quantity } from './quantity';
import { parseQuantity } from './quantity';
import { resourceRequirements } from './resources';

const isHugePages = (name: string) => name.startsWith('hugepages-');

/** Requests and limits of a whole pod: these hold for all its containers together. `isPod`: not of a template. */
export function podResources(pod: Field, isPod: boolean): void {
  const resources = pod.at('resources');
  if (!resources.isSet) return;
  if (pod.at('os', 'name').value === 'windows') {
    forbidden(resources, 'a pod for Windows cannot have resources of its own');
    return;
  }
  forbidden(resources.at('claims'), 'a pod as a whole uses no claims');
  resourceRequirements(resources, podResourceName);
  const containers = pod.at('containers').items;
  const inits = pod.at('initContainers').items;
  const requested = requirements(containers, inits, isPod ? ['limits', 'requests'] : ['requests']);
  together(resources.at('requests'), requested, () => true);
  // Where the pod does not say what it requests, that is what its containers do, and it cannot be more than its limit.
  if (isPod) together(resources.at('limits'), requested, name => !isHugePages(name) && !resources.at('requests', name).isSet);
  together(resources.at('limits'), requirements(containers, inits, ['limits']), isHugePages);
  const podLimits = new Map(resources.at('limits').entries);
  for (const container of containers) {
    for (const [name, limit] of container.at('resources', 'limits').entries) withinPod(limit, podLimits.get(name));
  }
}

function podResourceName(name: string, field: Field): void {
  if (name === 'cpu' || name === 'memory' || isHugePages(name)) return;
  field.refuse(`${shown(name)} in ${field.name} is not a resource that a pod as a whole can have.`, 'Name cpu, memory or hugepages-SIZE, and set others at containers.');
}

/** What the containers need at the most, by resource: those that run together, or one of those that run before them. */
function requirements(containers: readonly Field[], inits: readonly Field[], kinds: readonly string[]): Map<string, Quantity> {
  const total = new Map<string, Quantity>();
  // Of several lists, the last that names a resource counts.
  const listOf = (container: Field) => [...new Map(kinds.flatMap(kind => container.at('resources', kind).entries.flatMap(([name, field]) => {
    const quantity = parseQuantity(field.value);
    return quantity === undefined ? [] : [[name, quantity] as const];
  })))];
  const add = (map: Map<string, Quantity>, name: string, quantity: Quantity) => map.set(name, (map.get(name) ?? 0n) + quantity);
  for (const container of containers) {
    for (const [name, quantity] of listOf(container)) add(total, name, quantity);
  }
  const sidecars = new Map<string, Quantity>();
  const most = new Map<string, Quantity>();
  for (const init of inits) {
    const stays = init.at('restartPolicy').value === 'Always';
    for (const [name, quantity] of listOf(init)) {
      if (stays) {
        add(sidecars, name, quantity);
        add(total, name, quantity);
      }
    }
    for (const [name, quantity] of stays ? sidecars : new Map([...sidecars, ...listOf(init).map(([key, own]) => [key, own + (sidecars.get(key) ?? 0n)] as const)])) {
      if ((most.get(name) ?? 0n) < quantity) most.set(name, quantity);
    }
  }
  for (const [name, quantity] of most) {
    if ((total.get(name) ?? 0n) < quantity) total.set(name, quantity);
  }
  return total;
}

function together(list: Field, needed: ReadonlyMap<string, Quantity>, counts: (name: string) => boolean): void {
  for (const [name, field] of list.entries) {
    const quantity = parseQuantity(field.value ?? 0);
    const sum = needed.get(name);
    if (quantity === undefined || sum === undefined || sum <= quantity || !counts(name)) continue;
    field.refuse(`${field.name} is ${shown(field.value)}, less than the containers of the pod have together.`, `Raise ${field.name}, or lower ${name} at the containers.`);
  }
}

function withinPod(limit: Field, ofPod: Field | undefined): void {
  if (ofPod === undefined) return;
  const own = parseQuantity(limit.value ?? 0);
  const most = parseQuantity(ofPod.value ?? 0);
  if (own === undefined || most === undefined || own <= most) return;
  limit.refuse(`${limit.name} is ${shown(limit.value)}, more than ${ofPod.name}, which is ${shown(ofPod.value)}.`, `Set ${limit.name} to ${shown(ofPod.value)} or less.`);
}
