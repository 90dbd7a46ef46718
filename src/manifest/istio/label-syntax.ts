const DNS_LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const NAME = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY = new RegExp(`^(${DNS_LABEL}(?:\\.${DNS_LABEL})*/)?(${NAME})$`);
const VALUE = new RegExp(`^(?:${NAME})?$`);

export function isLabelKey(key: string): boolean {
  const [, prefix, name] = KEY.exec(key) ?? [];
  return name !== undefined && name.length <= 63 && (prefix ?? '').length <= 254;
}

/** As Istio judges it: without the limit of 63 characters that Kubernetes sets. */
export function isLabelValue(value: string): boolean {
  return VALUE.test(value);
}
