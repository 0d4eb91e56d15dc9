// What a rule is: data, prose, and one pure predicate over a resource's facts.
import type { FactsOf, ResourceType } from './inventory.ts'
import type { World } from './world.ts'

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What speaks against a resource, in one sentence that names what was seen, and never a secret. */
export interface Problem {
  evidence: string
  /** Where it is worse, or less bad, than the rule in general. */
  severity?: Severity
}

/** Requirements that the rule is evidence for; only where it honestly is. */
export interface Controls {
  /** CIS Controls v8, such as `4.4`. */
  cis_v8?: readonly string[]
  /** ISO/IEC 27001:2022 Annex A, such as `A.8.20`. */
  iso_27001?: readonly string[]
  /** Trust Services Criteria, such as `CC6.6`. */
  soc_2?: readonly string[]
  /** Such as `PR.AA-05`. */
  nist_csf?: readonly string[]
  /** Such as `1.3.1`. */
  pci_dss?: readonly string[]
}

export interface Mitigation {
  /** Steps in the control panel. */
  panel: readonly string[]
  doctl?: string
  terraform?: string
  /** A request, such as `PUT /v2/droplets/{id}` with what it sends. */
  api?: string
}

/** Resources of an account, by type, as the public API shows them; the first of the rule's own type is the one that is judged. */
export type Example<Type extends ResourceType> = {
  [Other in ResourceType]?: Array<Partial<FactsOf<Other>>>
} & { [Own in Type]: Array<Partial<FactsOf<Own>>> } & { now?: string }

export interface Rule<Type extends ResourceType = ResourceType> {
  /** Stable: the file's name with hyphens, such as `droplet-backups-disabled`. */
  id: string
  name: string
  severity: Severity
  /** `workload` rules look into Droplets and databases, and are bound to the plan; all others are `standard`. */
  kind: 'standard' | 'workload'
  resource: Type
  /** Other types that it looks at: where one could not be read, the rule is not checked. */
  needs?: readonly ResourceType[]
  details: string
  business_impact: string
  technical_details: string
  mitigation: Mitigation
  controls: Controls
  /** Undefined where nothing speaks against the resource. */
  check(resource: FactsOf<Type>, world: World): Problem | undefined
  /** Each is completed with what a resource of its type usually is. Two that are flagged, two or more that are not. */
  examples: { flagged: ReadonlyArray<Example<Type>>; passed: ReadonlyArray<Example<Type>> }
}

/** A rule that knows the type of its resource. */
export const rule = <Type extends ResourceType>(it: Rule<Type>): Rule => it as unknown as Rule
