/** What the simulator of Apps needs of the layers below. Loaded when somebody simulates: a synth needs none of it. */
export { keptByServer } from '../admission/kept';
export { outOfMeshWarnings } from '../simulator/out-of-mesh';
export { ManifestSet } from '../manifest/manifest-set';
export { readManifestsSync } from '../manifest/reading/read-manifests-sync';
export { compare } from '../simulator/compare';
export { conclude, journeyVerdict } from '../simulator/conclude';
export { CoverageRecord } from '../simulator/coverage';
export { diff } from '../simulator/diff';
export { reachability } from '../simulator/reachability';
export { unknownAccount } from '../simulator/named-accounts';
export { requestText } from '../simulator/request-text';
export { journeyOf } from '../simulator/simulate-set';
export { SimulationError } from '../simulator/simulation-error';
export { appManifests } from './app-manifests';
export { declaredDifference } from './declared-difference';
