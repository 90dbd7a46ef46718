import type { MeshService } from '../../../src';
import { World } from '../../../src/world/world';

/**
 * Takes all intents off a service, as if they had never been declared; returns how to bring them back. No construct does that in a program,
 * but rendered objects come and go for other reasons too, and must not depend on what was there before.
 */
export function withdraw(service: MeshService): () => void {
  const model = service._model;
  const world = World.of(service);
  const lists: unknown[][] = [model.splits, model.timeouts, model.retries, model.breakers];
  const targets = [...new Set(model.splits.flatMap(split => split.shares.flatMap(({ version }) => (version.kind === 'service' ? [version.service] : []))))];
  const all = [...lists, ...targets.map(target => target.versionOf as unknown[])];
  const kept = all.map(list => [...list]);
  world.touch(model);
  for (const list of lists) list.length = 0;
  for (const target of targets) target.versionOf.splice(0, target.versionOf.length, ...target.versionOf.filter(entry => entry.service !== model));
  world.touch(model);
  for (const target of targets) world.touch(target);
  return () => {
    all.forEach((list, i) => list.splice(0, list.length, ...kept[i]!));
    world.touch(model);
  };
}
