import { simulationJson } from './simulation-json';
import { simulationJunit } from './simulation-junit';
import type { SimulationReport } from './simulation-report';
import { simulationText } from './simulation-text';

/** How results of requests are printed. */
export const SIMULATION_FORMATS: Readonly<Record<string, (report: SimulationReport) => string>> = { text: simulationText, json: simulationJson, junit: simulationJunit };
