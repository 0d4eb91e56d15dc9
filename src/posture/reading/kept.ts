// What of an answer is kept: passwords, keys and values come along in many, and rules read only what schemas name.
import type { TSchema } from 'typebox'

interface Shape {
  properties?: Record<string, Shape>
  items?: Shape
  anyOf?: Shape[]
}

/** Without what the schema does not name. What is of another shape stays so, emptied, and counts as malformed later. */
export const keptOf = (schema: TSchema, value: unknown): unknown => keep(schema as Shape, value)

function keep(shape: Shape, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (shape.anyOf)
    return keep(choicesOf(shape).find((it) => (Array.isArray(value) ? it.items : it.properties)) ?? {}, value)
  if (Array.isArray(value)) {
    const { items } = shape
    return items ? value.map((it) => keep(items, it)) : []
  }
  const kept: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(shape.properties ?? {}))
    if (Object.hasOwn(value, name)) kept[name] = keep(inner, (value as Record<string, unknown>)[name])
  return kept
}

/** A choice may itself be one between others. */
const choicesOf = (shape: Shape): Shape[] => shape.anyOf?.flatMap(choicesOf) ?? [shape]
