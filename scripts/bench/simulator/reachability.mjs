// Who may call whom, in a process of its own: `node reachability.mjs '{"mesh", "services"}'` prints figures as JSON.
import { MeshSimulator } from 'cdk8s-mesh';
import { application } from './application.mjs';
import { cpuMs } from './cpu.mjs';

const { mesh, services } = JSON.parse(process.argv[2]);
const sim = MeshSimulator.fromApp(application(mesh, services, false).app);
const before = cpuMs();
const { workloads, connections } = sim.reachability();
process.stdout.write(JSON.stringify({
  workloads: workloads.length, connections: connections.length, ms: cpuMs() - before, mb: process.resourceUsage().maxRSS / 1024,
}));
