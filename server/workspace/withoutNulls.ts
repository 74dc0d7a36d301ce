/** No body of ours is deeper; what lies below is looked at by nobody. */
const maxDepth = 12

/** Fields that are null were not set: Databricks reads JSON as protocol buffers do, and clients send what they have. */
export function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value
  if (Array.isArray(value)) return value.map((item: unknown) => withoutNulls(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
      item === null ? [] : [[key, withoutNulls(item, depth + 1)]],
    ),
  )
}
