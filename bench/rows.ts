// What a measurement gives, and how it is summed up.
import type { LoadResult } from './load.ts'

/** Of several measurements: the middle one, and the outermost as the spread. */
export interface Sample {
  median: number
  least: number
  most: number
}

export interface Goal {
  of: 'ratio' | 'ours'
  at: 'least' | 'most'
  value: number
}

export interface Row {
  name: string
  unit: string
  ours: Sample
  reference?: Sample
  /** What the reference is. */
  against?: string
  /** Of the pairs that were measured one right after the other. */
  ratio?: Sample
  goal?: Goal
  note?: string
}

/** What a pair may ask of the run that it is part of. */
export interface Bench {
  quick: boolean
  /** Tells a person who waits what is going on. */
  say(what: string): void
}

export interface Pair {
  name: string
  about: string
  measure(bench: Bench): Promise<Row[]>
}

/** It cannot be measured here, which is no failure; the message says why. */
export class NotMeasurable extends Error {}

export function sampleOf(values: readonly number[]): Sample {
  if (values.length === 0) throw new Error('nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const at = (index: number) => sorted[index] as number
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  }
}

export function isMet({ goal, ours, ratio }: Row): boolean | undefined {
  if (!goal) return undefined
  const judged = goal.of === 'ours' ? ours : ratio
  if (!judged) throw new Error('a goal of a ratio needs a ratio')
  return goal.at === 'least' ? judged.median >= goal.value : judged.median <= goal.value
}

interface Side<Result> {
  run(seconds: number): Promise<Result>
}

export interface Rounds<Ours, Reference> {
  ours: Ours[]
  reference: Reference[]
}

/** A B A B …: whatever else the machine does meanwhile, it does to both. The first, unmeasured round warms up. */
export async function interleave<Ours, Reference>(
  bench: Bench,
  ours: Side<Ours>,
  reference: Side<Reference>,
): Promise<Rounds<Ours, Reference>> {
  const { rounds, seconds } = bench.quick ? { rounds: 3, seconds: 1.2 } : { rounds: 7, seconds: 3 }
  const results: Rounds<Ours, Reference> = { ours: [], reference: [] }
  bench.say('warming up')
  await ours.run(seconds)
  await reference.run(seconds)
  for (let round = 1; round <= rounds; round++) {
    bench.say(`round ${round} of ${rounds}`)
    results.ours.push(await ours.run(seconds))
    results.reference.push(await reference.run(seconds))
  }
  return results
}

export const perSecond = ({ requests, seconds }: LoadResult) => requests / seconds

/** Throughputs side by side. */
export function ratioOf(ours: readonly number[], reference: readonly number[]) {
  const ratios = ours.map((value, round) => value / (reference[round] as number))
  return { ours: sampleOf(ours), reference: sampleOf(reference), ratio: sampleOf(ratios) }
}
