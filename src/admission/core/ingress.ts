import { forbidden, inRange, oneOfStrictly, required, requiredItems } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { parseAddress } from './ip';
import { dnsLabel, dnsSubdomain, domainPath, hasSyntax, hasSyntaxStrictly, pathSegment, portName } from './syntax';

const PATH_TYPES = ['Exact', 'Prefix', 'ImplementationSpecific'];
const CLASS = 'kubernetes.io/ingress.class';
const MOST_CONTROLLER = 250;

export function ingress(object: Field): void {
  const spec = object.at('spec');
  const rules = spec.at('rules');
  const fallback = spec.at('defaultBackend');
  if (rules.length === 0 && !fallback.isSet) spec.refuse(`${spec.name} has neither rules nor a defaultBackend.`, `Give ${rules.name} a rule, or set ${fallback.name}.`);
  if (fallback.isSet) backend(fallback);
  for (const rule of rules.items) {
    if (!rule.at('host').isEmpty) host(rule.at('host'), false);
    const http = rule.at('http');
    if (!http.isSet || typeof http.value !== 'object') continue;
    requiredItems(http.at('paths'), 'path');
    http.at('paths').items.forEach(path);
  }
  for (const tls of spec.at('tls').items) {
    tls.at('hosts').textItems.forEach(one => { host(one, true); });
    hasSyntax(tls.at('secretName'), dnsSubdomain);
  }
  const name = spec.at('ingressClassName');
  hasSyntaxStrictly(name, dnsSubdomain);
  const annotation = object.at('metadata', 'annotations', CLASS);
  if (annotation.isSet && name.isSet && annotation.value !== name.value) {
    annotation.refuse(`${annotation.name} is ${shown(annotation.value)}, but ${name.name} is ${shown(name.value)}.`, `Remove ${annotation.name}.`);
  }
}

/** A DNS name, or "*." before one. */
function host(field: Field, canBeAddress: boolean): void {
  if (typeof field.value !== 'string') return;
  if (!canBeAddress && parseAddress(field.text) !== undefined) {
    field.refuse(`${field.name} is ${shown(field.value)}, an IP address.`, `Set ${field.name} to a DNS name, or remove it to serve every host.`);
  } else if (!dnsSubdomain.accepts(field.text.includes('*') ? field.text.replace(/^\*\./, '') : field.text)) hasSyntaxStrictly(field, dnsSubdomain);
}

function path(field: Field): void {
  const type = field.at('pathType');
  const text = field.at('path');
  if (!type.isSet) {
    type.refuse(`${type.name} is missing.`, `Set ${type.name} to ${PATH_TYPES.join(' or ')}.`);
    return;
  }
  oneOfStrictly(type, PATH_TYPES);
  const isExact = type.value === 'Exact' || type.value === 'Prefix';
  const wrong = !text.text.startsWith('/') && (isExact || !text.isEmpty) ? 'does not begin with "/"'
    : isExact && /\/\/|\/\.\/|\/\.\.\/|%2f/i.test(text.text) ? 'has "//", "/./", "/../" or "%2F" in it'
      : isExact && /\/\.{1,2}$/.test(text.text) ? 'ends with "/." or "/.."' : undefined;
  if (wrong !== undefined && PATH_TYPES.includes(type.text) && (!text.isSet || typeof text.value === 'string')) {
    text.refuse(`${text.name} is ${shown(text.text)}, which ${wrong}.`, `Set ${text.name} to a plain absolute path, such as "/".`);
  }
  backend(field.at('backend'));
}

function backend(field: Field): void {
  if (field.isSet && typeof field.value !== 'object') return;
  const [service, resource] = [field.at('service'), field.at('resource')];
  if (service.isSet === resource.isSet) {
    field.refuse(`${field.name} names ${service.isSet ? 'a service and a resource' : 'neither a service nor a resource'}.`, `Set either service or resource in ${field.name}.`);
    return;
  }
  if (resource.isSet) {
    reference(resource);
    return;
  }
  if (required(service.at('name'), 'the name of a Service')) hasSyntax(service.at('name'), dnsLabel);
  const [name, number] = [service.at('port', 'name'), service.at('port', 'number')];
  if (name.isEmpty === number.isEmpty) {
    service.at('port').refuse(`${service.at('port').name} has ${name.isEmpty ? 'neither a name nor a number' : 'both a name and a number'}.`, `Set either name or number in ${service.at('port').name}.`);
  } else if (name.isEmpty) inRange(number, 1, 65535);
  else hasSyntax(name, portName);
}

function reference(ref: Field): void {
  hasSyntaxStrictly(ref.at('apiGroup'), dnsSubdomain);
  if (required(ref.at('kind'), 'the kind of the object')) hasSyntax(ref.at('kind'), pathSegment);
  if (required(ref.at('name'), 'the name of the object')) hasSyntax(ref.at('name'), pathSegment);
}

export function ingressClass(object: Field): void {
  const controller = object.at('spec', 'controller');
  if (required(controller, 'the name of the controller, such as "example.com/ingress"') && hasSyntax(controller, domainPath) && controller.text.length > MOST_CONTROLLER) {
    controller.refuse(`${controller.name} has ${String(controller.text.length)} characters.`, `Shorten ${controller.name} to ${String(MOST_CONTROLLER)} characters.`);
  }
  const parameters = object.at('spec', 'parameters');
  if (!parameters.isSet || typeof parameters.value !== 'object') return;
  reference(parameters);
  const [scope, namespace] = [parameters.at('scope'), parameters.at('namespace')];
  oneOfStrictly(scope, ['Cluster', 'Namespace']);
  if (scope.value === 'Namespace') {
    if (required(namespace, 'the namespace of the object')) hasSyntax(namespace, dnsLabel);
  } else if (!scope.isSet || scope.value === 'Cluster') forbidden(namespace, `${scope.name} is not Namespace`);
}
