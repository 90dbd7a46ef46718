/** Whether a value of `paths` is a template: "{*}" stands for one segment, "{**}" for any number of them at the end. */
export function isPathTemplate(value: string): boolean {
  return value.includes('{*}') || value.includes('{**}');
}

const known = new Map<string, RegExp>();

/** Whether a path meets a template. Where a template stands, "*" and "**" as whole segments mean the same without braces. */
export function matchesPathTemplate(template: string, path: string): boolean {
  const pattern = known.get(template) ?? compiled(template);
  known.set(template, pattern);
  return pattern.test(path);
}

function compiled(template: string): RegExp {
  const plain = template.replaceAll('{**}', '**').replaceAll('{*}', '*');
  const segments = plain.split('/').map(segment => {
    if (segment === '**') return '.*';
    return segment === '*' ? '[^/]+' : segment.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`, 's');
}
