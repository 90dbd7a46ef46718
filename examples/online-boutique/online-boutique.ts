import { Chart, type App } from 'cdk8s';
import { MeshNamespace, type Mesh } from 'cdk8s-mesh';
import { calls } from './calls';
import { catalogCanary } from './release';
import { resilience } from './resilience';
import { boutique, type Boutique } from './services';

/** The whole application. Only `mesh` says where it runs. */
export function onlineBoutique(app: App, mesh: Mesh): Boutique {
  const chart = new Chart(app, 'online-boutique', { namespace: 'online-boutique' });
  const namespace = new MeshNamespace(chart, 'online-boutique', { mesh });
  const shop = boutique(chart, namespace);
  calls(shop);
  catalogCanary(chart, shop);
  resilience(chart, shop);
  return shop;
}
