import { SupportLevel } from '../model/feature';
import type { NamespaceModel, ServiceModel } from '../model/model';
import { Protocol } from '../model/protocol';
import { serviceNames } from '../model/service-names';
import type { Difference } from '../simulator/compare';
import { featureUses } from '../world/feature-uses';
import type { FeatureSubject, FeatureUse, World } from '../world/world';
import { excuses } from './difference-excuses';

/**
 * What a data plane said when an intent about the called service, its pods or its namespace asked it for a feature that it does not do exactly,
 * where this is what makes the difference; undefined: nobody declared it.
 */
export function declaredDifference(difference: Difference, worlds: readonly [here: World | undefined, there: World | undefined]): string | undefined {
  const { before, after, services } = difference;
  if (isSameMesh(services, worlds)) return undefined;
  const asked = worlds.map(world => (world ? featureUses(world).filter(({ about }) => services.some(service => isAbout(about, service))) : []));
  for (const [world, own, other, uses] of [[worlds[0], before, after, [...asked[0]!, ...asked[1]!]], [worlds[1], after, before, [...asked[1]!, ...asked[0]!]]] as const) {
    if (!world) continue;
    const called = modelsOf(world, services);
    for (const use of uses) {
      const { feature, support, dataPlane } = answered(world, use, difference, called);
      if (support.level === SupportLevel.NATIVE || !excuses({ ...use, support, dataPlane }, { difference, own, other, called })) continue;
      return `${dataPlane}: ${feature} is ${support.level}: ${support.level === SupportLevel.APPROXIMATED ? support.difference : support.alternative}`;
    }
  }
  return undefined;
}

/** What the data plane of an App says of a feature that it was asked for, or that the other App asked its own for. */
function answered(world: World, use: FeatureUse, { services, port }: Difference, called: readonly ServiceModel[]): Pick<FeatureUse, 'feature' | 'support' | 'dataPlane'> {
  const { feature } = use;
  const namespace = services.map(service => namespaceOf(world, service)).find(found => found !== undefined);
  if (!namespace || namespace.dataPlane.name === use.dataPlane) return use;
  const protocol = called.flatMap(({ ports }) => ports).find(one => one.port === port)?.protocol;
  const target = { cluster: namespace.cluster, protocol: protocol ?? Protocol.HTTP, meshWide: use.about === undefined };
  return { feature, support: namespace.dataPlane.support(feature, target), dataPlane: namespace.dataPlane.name };
}

/** On one data plane, what is not exact is so on both sides. */
function isSameMesh(services: readonly string[], [here, there]: readonly (World | undefined)[]): boolean {
  const planes = (world: World | undefined): string => (world ? services.map(service => namespaceOf(world, service)?.dataPlane.name ?? '').join() : '');
  return planes(here).replaceAll(',', '') !== '' && planes(here) === planes(there);
}

function namespaceOf(world: World, service: string): NamespaceModel | undefined {
  return [...world.namespaces.values()].find(({ name }) => service.endsWith(`.${name}`));
}

function modelsOf(world: World, services: readonly string[]): ServiceModel[] {
  return services.flatMap(service => namespaceOf(world, service)?.services.filter(model => isNamed(model, service)) ?? []);
}

/** Whether an intent is about a service, "cart.shop": in its own name, or by its pods or its namespace. */
function isAbout(about: FeatureSubject | undefined, service: string): boolean {
  if (!about) return true;
  if ('namespace' in about) return service.endsWith(`.${about.namespace}`);
  return ('service' in about ? [about.service] : about.workload.services).some(one => isNamed(one, service));
}

function isNamed(service: ServiceModel, name: string): boolean {
  return serviceNames(service).some(one => `${one}.${service.namespace.name}` === name);
}
