// Which manifests there are to judge, and for which channel of the Gateway API.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const REPORT = 'mesh-report.json';
const CHANNELS = ['standard', 'experimental'];

/**
 * The sets of manifests in the folders given: `{ name, manifests: [{ file, channel }] }`. A set is the topmost folder that
 * holds a mesh report or manifests, with everything below it.
 */
export function findManifestSets(root, folders) {
  return folders.flatMap((folder) => {
    if (!existsSync(folder)) return [];
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder.`);
    return setsIn(root, folder);
  });
}

function setsIn(root, folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const isSet = entries.some((entry) => !entry.isDirectory() && (entry.name === REPORT || isManifest(entry.name)));
  if (!isSet) {
    return entries.filter((entry) => entry.isDirectory()).flatMap((entry) => setsIn(root, join(folder, entry.name)));
  }
  const channelOf = readChannels(folder);
  const manifests = readdirSync(folder, { recursive: true }).filter(isManifest).sort()
    .map((file) => ({ file: join(folder, file), channel: channelOf(file) }));
  return [{ name: relative(root, folder) || '.', manifests }];
}

function isManifest(file) {
  return file.endsWith('.yaml') || file.endsWith('.yml');
}

/**
 * Where clusters differ, a manifest belongs to the cluster whose name is a folder on its path; the unnamed cluster has the
 * rest.
 */
function readChannels(folder) {
  const report = join(folder, REPORT);
  const { clusters = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  for (const { name, gatewayApiChannel } of clusters) {
    if (!CHANNELS.includes(gatewayApiChannel)) {
      throw new Error(`${report}: cluster '${name}': gatewayApiChannel is '${gatewayApiChannel}', not one of ${CHANNELS.join(', ')}.`);
    }
  }
  const channels = new Set(clusters.map((cluster) => cluster.gatewayApiChannel));
  if (channels.size <= 1) return () => [...channels][0] ?? 'standard';
  return (file) => {
    const parts = file.split(/[\\/]/);
    const cluster = clusters.find(({ name }) => name && parts.includes(name)) ?? clusters.find(({ name }) => !name);
    if (!cluster) {
      throw new Error(`${join(folder, file)}: ${REPORT} has clusters with different channels, and none is named on this path.`);
    }
    return cluster.gatewayApiChannel;
  };
}
