import type { Database } from '../store/database.ts'

/**
 * What is known of an endpoint in Prometheus' text format, under Databricks' names: the recorded invocations by outcome.
 * What Databricks says of a container (CPU, memory, GPU) an external model does not have.
 * https://docs.databricks.com/aws/en/machine-learning/model-serving/metrics-export-serving-endpoint
 */
export async function endpointMetrics(database: Database, endpoint: string): Promise<string> {
  const rows = await database
    .selectFrom('invocations')
    .select(({ fn }) => ['status_code', fn.countAll<number>().as('count')])
    .where('endpoint', '=', endpoint)
    .groupBy('status_code')
    .execute()
  const count = (from: number, below: number) =>
    rows.reduce((sum, row) => {
      const status = row.status_code ?? 0
      return status >= from && status < below ? sum + row.count : sum
    }, 0)
  const label = `{endpoint_name="${endpoint.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"}`
  return [
    metric('request_count_total', 'Invocations on record.', count(0, 1000)),
    metric('request_4xx_count_total', 'Of these, answered with 4xx.', count(400, 500)),
    metric('request_5xx_count_total', 'Of these, answered with 5xx.', count(500, 600)),
  ].join('')

  function metric(name: string, help: string, value: number): string {
    return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}${label} ${value}\n`
  }
}
