// The parts of an app's specification, each told by its name.
import type { App, Component } from '../../facts/apps.ts'

export type ComponentKind = 'services' | 'workers' | 'jobs' | 'static_sites' | 'functions'

const EVERY: readonly ComponentKind[] = ['services', 'workers', 'jobs', 'static_sites', 'functions']

/** All of them, or those of some kinds. */
export const componentsOf = ({ spec }: App, ...kinds: ComponentKind[]): Component[] =>
  (kinds.length > 0 ? kinds : EVERY).flatMap((kind) => spec[kind] ?? [])
