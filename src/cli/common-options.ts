import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { ClusterSettings } from '../manifest/settings';
import { CHANNELS, MESHES, minorVersion } from '../manifest/settings';

/** What every command is told of the cluster. */
export function withCommonOptions(command: Command): Command {
  const version = (text: string): string => {
    const minor = minorVersion(text);
    if (minor === undefined) throw new InvalidArgumentError('It is no version such as 1.30.');
    return minor;
  };
  return command
    .argument('<paths...>', 'files, folders, globs, or - for standard input')
    .addOption(new Option('--mesh <name>', 'data plane of namespaces whose enrolment the manifests do not show').choices(MESHES))
    .option('--trust-domain <domain>', 'trust domain of the mesh')
    .option('--cluster-domain <domain>', 'DNS domain of the cluster (default: "cluster.local")')
    .option('--root-namespace <name>', 'namespace of istiod and of policies for the whole mesh (default: "istio-system")')
    .option('--istio-version <version>', 'version of Istio', version)
    .option('--gateway-api-version <version>', 'version of the Gateway API that is installed', version)
    .option('--linkerd-version <version>', 'version of Linkerd', version)
    .addOption(new Option('--schemas <channel>', 'channel of the Gateway API that is installed (default: "standard")').choices(CHANNELS))
    .option('--config <file>', 'configuration (default: cdk8s-mesh.yaml or .cdk8s-mesh.yaml in the working folder)')
    .option('--output <file>', 'write the result to a file');
}

/** Of an option that may be given several times. */
export function collected(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

/** Of the options given, the settings; the command line comes before the configuration file. */
export function settingsOf(options: Readonly<Record<string, unknown>>, configured: Partial<ClusterSettings>): Partial<ClusterSettings> {
  const given: Record<Exclude<keyof ClusterSettings, 'enrolled'>, unknown> = {
    mesh: options['mesh'],
    trustDomain: options['trustDomain'],
    clusterDomain: options['clusterDomain'],
    rootNamespace: options['rootNamespace'],
    istioVersion: options['istioVersion'],
    gatewayApiVersion: options['gatewayApiVersion'],
    linkerdVersion: options['linkerdVersion'],
    gatewayApiChannel: options['schemas'],
  };
  return { ...configured, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<ClusterSettings> };
}
