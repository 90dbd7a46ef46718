import { summaryOf } from './simulation-report';
import type { SimulationReport } from './simulation-report';

export function simulationJson(report: SimulationReport): string {
  const { results, inputErrors, coverage } = report;
  return `${JSON.stringify({ version: 1, summary: summaryOf(report), results: results.map(({ asked: _, ...result }) => result), ...(coverage && { coverage }), inputErrors }, null, 2)}\n`;
}
