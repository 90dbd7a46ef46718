import type { PathStep } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, record, records, text } from '../../manifest/manifest-object';
import { covers, network, type Network } from '../../manifest/linkerd/networks';
import { policyKind, type Objection, type WebhookRule } from './webhook-rule';

const KINDS = [policyKind('NetworkAuthentication'), policyKind('EgressNetwork'), policyKind('ServerAuthorization')];

export const NETWORK_RULES: readonly WebhookRule[] = [
  {
    id: 'no-networks', kinds: [policyKind('NetworkAuthentication'), policyKind('EgressNetwork')],
    objections({ spec, kind }) {
      if (!Array.isArray(spec['networks']) || spec['networks'].length > 0) return [];
      return [{
        path: ['spec', 'networks'],
        message: 'The list of networks is empty.',
        remedy: kind === 'EgressNetwork' ? 'Name at least one network, or take the field out for everything outside the cluster.'
          : 'Name at least one network, such as `- cidr: 10.0.0.0/8`.',
      }];
    },
  },
  {
    id: 'network-syntax', kinds: KINDS,
    objections: object => networks(object).flatMap(({ path, cidr, exceptions }) => [[path.concat('cidr'), cidr] as const, ...exceptions]
      .filter(([, value]) => text(value) !== undefined && network(value) === undefined)
      .map(([where, value]) => ({ path: where, message: `"${value}" is neither an IP address nor a range of addresses.`, remedy: 'Write an address or a range, such as 10.0.0.0/8.' }))),
  },
  {
    id: 'exception-covers-network', kinds: KINDS,
    objections: object => exceptions(object, (outer, except) => covers(except, outer), (cidr, except) => ({
      message: `The exception ${except} leaves nothing of the network ${cidr}.`,
      remedy: `Take the network out, or write an exception that is smaller than ${cidr}.`,
    })),
  },
  {
    id: 'exception-outside-network', kinds: KINDS,
    objections: object => exceptions(object, (outer, except) => !covers(outer, except) && !covers(except, outer), (cidr, except) => ({
      message: `The exception ${except} is not in the network ${cidr}.`,
      remedy: `Take the exception out, or write a range inside ${cidr}.`,
    })),
  },
];

function exceptions(
  object: ManifestObject, wrong: (outer: Network, except: Network) => boolean, words: (cidr: string, except: string) => Omit<Objection, 'path'>,
): Objection[] {
  return networks(object).flatMap(({ cidr, exceptions: all }) => {
    const outer = network(text(cidr) ?? '');
    return all.flatMap(([path, value]) => {
      const except = network(text(value) ?? '');
      return outer && except && wrong(outer, except) ? [{ path, ...words(cidr, value) }] : [];
    });
  });
}

function networks({ kind, spec }: ManifestObject) {
  const [base, value]: [PathStep[], unknown] = kind === 'ServerAuthorization'
    ? [['spec', 'client', 'networks'], record(spec['client'])['networks']] : [['spec', 'networks'], spec['networks']];
  return records(value).map(([item, index]) => {
    const path: PathStep[] = [...base, index];
    return { path, cidr: item['cidr'], exceptions: list(item['except']).map((except, i) => [[...path, 'except', i] as PathStep[], except] as const) };
  });
}
