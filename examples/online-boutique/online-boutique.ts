import { Chart, type App } from 'cdk8s';
import type { Mesh } from 'cdk8s-mesh';
import { access, closedNamespace } from './access';
import { catalogCanary } from './release';
import { resilience } from './resilience';
import { boutique, type Boutique } from './services';

/** The whole application. Only `mesh` says where it runs. */
export function onlineBoutique(app: App, mesh: Mesh): Boutique {
  const chart = new Chart(app, 'online-boutique', { namespace: 'online-boutique' });
  const shop = boutique(chart, closedNamespace(chart, mesh));
  access(chart, mesh, shop);
  catalogCanary(chart, shop);
  resilience(chart, shop);
  return shop;
}
