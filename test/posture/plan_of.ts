// Plans of a few resources, in the form in which OpenTofu and Terraform show them.
import assert from 'node:assert/strict'

export type Content = Record<string, unknown>

export interface Told {
  values?: Content
  unknown?: Content
  expressions?: Content
}

export interface PlanOf {
  resources: Record<string, Told>
  /** Data sources that were read before. */
  read?: Record<string, Content>
}

const named = (address: string) => {
  const [, data, type = '', name = '', index] =
    /^(data\.)?(\w+)\.(\w+)(?:\[(.+)\])?$/.exec(address) ?? assert.fail(address)
  return {
    ...{ address, mode: data ? 'data' : 'managed', type, name },
    ...(index !== undefined && { index: JSON.parse(index) }),
  }
}

export const planOf = ({ resources, read = {} }: PlanOf) => {
  const all = Object.entries(resources).map(([address, it]) => ({ ...named(address), ...it }))
  return {
    format_version: '1.2',
    planned_values: { root_module: { resources: all.map(({ expressions: _, unknown: __, ...it }) => it) } },
    resource_changes: all.map(({ address, unknown }) => ({
      address,
      change: { after_unknown: unknown ?? {} },
    })),
    prior_state: {
      values: {
        root_module: {
          resources: Object.entries(read).map(([address, values]) => ({ ...named(address), values })),
        },
      },
    },
    configuration: {
      root_module: {
        resources: all.map(({ mode, type, name, expressions }) => ({ mode, type, name, expressions })),
      },
    },
  }
}

/** An expression that is made of them, as `terraform show -json` writes it. */
export const to = (...references: string[]) => ({
  references: references.flatMap((it) => [
    it,
    it
      .split('.')
      .slice(0, it.startsWith('data.') ? 3 : 2)
      .join('.'),
  ]),
})
export const constant = (constant_value: unknown) => ({ constant_value })
