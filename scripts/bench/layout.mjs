// Size and shape of the measured application.

/** Charts with so many services each, a namespace to a chart. */
export function inCharts(services, perChart) {
  const names = Array.from({ length: services }, (_, i) => `service-${String(i).padStart(5, '0')}`);
  return Array.from({ length: Math.ceil(services / perChart) }, (_, i) => ({
    team: `team-${String(i).padStart(4, '0')}`, names: names.slice(i * perChart, (i + 1) * perChart),
  }));
}

/** Every fifth service releases a new version. */
export function hasCanary(name) {
  return name.endsWith('0') || name.endsWith('5');
}
