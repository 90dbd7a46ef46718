/** Reading of objects whose shape nobody has checked. */

export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Where an object is applied; without a namespace, where `kubectl` puts it. */
export function namespaceOf({ namespace = 'default' }: { readonly namespace?: string }): string {
  return namespace;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function apiGroup(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
