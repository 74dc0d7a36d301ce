/** Databricks' task names; `custom` takes MLflow scoring payloads. */
export const tasks = ['llm/v1/chat', 'llm/v1/completions', 'llm/v1/embeddings', 'custom'] as const

export type Task = (typeof tasks)[number]
