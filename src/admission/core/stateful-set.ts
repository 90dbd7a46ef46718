import { atLeast, forbidden, oneOf, required } from './checks';
import { claimSpec } from './claims';
import { Field } from './field';
import { shown } from './field';
import { podTemplate, runsForever, templateSelector } from './pod-template';
import { dnsLabel, hasSyntax } from './syntax';

export function statefulSet(object: Field): void {
  const spec = object.at('spec');
  for (const name of ['replicas', 'minReadySeconds']) atLeast(spec.at(name), 0);
  atLeast(spec.at('ordinals', 'start'), 0);
  oneOf(spec.at('podManagementPolicy'), ['OrderedReady', 'Parallel']);
  updateStrategy(spec.at('updateStrategy'));
  for (const name of ['whenDeleted', 'whenScaled']) oneOf(spec.at('persistentVolumeClaimRetentionPolicy', name), ['Retain', 'Delete']);
  hasSyntax(spec.at('serviceName'), dnsLabel);
  templateSelector(spec);
  const claims = spec.at('volumeClaimTemplates').items;
  for (const claim of claims) {
    if (required(claim.at('metadata', 'name'), 'the name of the volume that the claim is')) hasSyntax(claim.at('metadata', 'name'), dnsLabel);
    claimSpec(claim.at('spec'));
  }
  podTemplate(withoutVolumes(spec.at('template'), claims), { namesAreGiven: true, addedVolumes: claims.map(claimVolume) });
  runsForever(spec.at('template'));
}

function updateStrategy(strategy: Field): void {
  const type = strategy.at('type');
  const update = strategy.at('rollingUpdate');
  oneOf(type, ['RollingUpdate', 'OnDelete']);
  if (type.value === 'OnDelete') forbidden(update, `${type.name} is ${shown(type.value)}`);
  else atLeast(update.at('partition'), 0);
}

/** A claim is a volume of each pod, under its own name. */
function claimVolume(claim: Field): Field {
  const name = claim.at('metadata', 'name').text;
  return new Field({ name, persistentVolumeClaim: { claimName: name } }, claim.path, claim.refusals);
}

/** The template without the volumes in whose places claims stand; what is left keeps its place. */
function withoutVolumes(template: Field, claims: readonly Field[]): Field {
  const names = new Set(claims.map(claim => claim.at('metadata', 'name').text));
  const volumes = template.at('spec', 'volumes');
  if (!volumes.items.some(volume => names.has(volume.at('name').text))) return template;
  const pod = template.at('spec').value;
  const kept = volumes.items.map(volume => (names.has(volume.at('name').text) ? { emptyDir: {}, name: `claim-${volume.path[volume.path.length - 1]!}` } : volume.value));
  return new Field({ ...template.value, spec: { ...pod, volumes: kept } }, template.path, template.refusals);
}
