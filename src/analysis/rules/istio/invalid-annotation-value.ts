import { isValid, isValidCIDR } from 'ipaddr.js';
import type { ValueForm } from '../../../manifest/istio/annotations';
import { ANNOTATIONS, isSettings } from '../../../manifest/istio/annotations';
import type { Rule } from '../../rule';
import { annotatedObjects } from './annotated-objects';

export const invalidAnnotationValue: Rule = {
  id: 'invalid-annotation-value',
  severity: 'error',
  what: 'An annotation of Istio on pods has a value that Istio refuses.',
  why: 'Injection fails for such pods, and where it is required they are not created at all.',
  remedy: 'Write a value of the form that the annotation has.',
  aliases: ['IST0125'],
  see: ['https://istio.io/latest/docs/reference/config/annotations/'],
  check(set, report) {
    for (const { object, kind, annotations, path } of annotatedObjects(set)) {
      for (const [name, value] of Object.entries(annotations)) {
        const form = kind === 'Pod' ? ANNOTATIONS[name]?.value : undefined;
        if (!form || holds(form, value)) continue;
        report(object, [...path, name], { message: `"${value}" is no value for "${name}": it takes ${FORMS[form]}.`, remedy: `Write \`${name}: "${SAMPLES[form]}"\`, with your own values.` });
      }
    }
  },
};

const FORMS: Readonly<Record<ValueForm, string>> = {
  mode: 'REDIRECT, TPROXY or NONE', port: 'a port', ports: 'ports with commas between them', 'ports-or-all': 'ports with commas between them, or "*"',
  ranges: 'CIDR ranges with commas between them', 'ranges-or-all': 'CIDR ranges with commas between them, or "*"', number: 'a whole number', boolean: '"true" or "false"',
  quantity: 'a quantity of Kubernetes', interfaces: 'names of network interfaces with commas between them', settings: 'settings of the proxy as YAML',
};

const SAMPLES: Readonly<Record<ValueForm, string>> = {
  mode: 'REDIRECT', port: '15020', ports: '8080,9090', 'ports-or-all': '8080,9090', ranges: '10.0.0.0/8', 'ranges-or-all': '10.0.0.0/8',
  number: '10', boolean: 'true', quantity: '100m', interfaces: 'net1', settings: '{ concurrency: 2 }',
};

function holds(form: ValueForm, value: string): boolean {
  const parts = value === '' ? [] : value.split(',');
  switch (form) {
    case 'mode': return ['REDIRECT', 'TPROXY', 'NONE'].includes(value);
    case 'port': return isPort(value);
    case 'ports': return parts.every(isPort);
    case 'ports-or-all': return value === '*' || parts.every(isPort);
    case 'ranges': return parts.every(isRange);
    case 'ranges-or-all': return value === '*' || parts.every(isRange);
    case 'number': return /^\d+$/.test(value) && Number(value) < 2 ** 32;
    case 'boolean': return ['1', 't', 'T', 'true', 'TRUE', 'True', '0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value);
    case 'quantity': return /^[+-]?(\d+\.?\d*|\.\d+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?\d+)?$/.test(value);
    case 'settings': return isSettings(value);
    case 'interfaces': return parts.every(part => /^[\w.@-]{1,15}$/.test(part.trim()));
  }
}

function isPort(part: string): boolean {
  return /^\s*\d+\s*$/.test(part) && Number(part) < 2 ** 16;
}

function isRange(part: string): boolean {
  return isValidCIDR(part) && isValid(part.split('/')[0]!) && !/^\d+\//.test(part);
}
