import type { Droplet } from '../../facts/compute.ts'

// The tag that managed Kubernetes gives to its workers. They are made anew rather than repaired, from an image and
// with an agent of the cluster's own: what is good for a Droplet that somebody keeps is not for them.
const WORKER = 'k8s:worker'

export const isClusterNode = ({ tags }: Pick<Droplet, 'tags'>) => tags?.includes(WORKER) ?? false

/** What rules that leave them out say of it. */
export const NODES_APART = 'Nodes of managed Kubernetes clusters, tagged `k8s:worker`, are not judged.'
