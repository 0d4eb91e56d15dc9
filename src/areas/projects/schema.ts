import { type Static, Type } from 'typebox'
import { ListOf, oneOf, optionalOrNull, Text, Time, Uuid } from '../../cloud/wire.ts'

// Requests.
const Name = Type.String({ ...Text(175), minLength: 1 })
const Description = Text(255)
const Purpose = Type.String({ ...Text(255), minLength: 1 })
const Environment = Text(20)
export const CreateProject = Type.Object({
  name: Name,
  purpose: Purpose,
  description: optionalOrNull(Description),
  environment: optionalOrNull(Environment),
})
export type CreateProject = Static<typeof CreateProject>
export const UpdateProject = Type.Object({
  name: Name,
  description: Description,
  purpose: Purpose,
  environment: Environment,
  is_default: Type.Boolean(),
})
export const PatchProject = Type.Object({
  name: optionalOrNull(Name),
  description: optionalOrNull(Description),
  purpose: optionalOrNull(Purpose),
  environment: optionalOrNull(Environment),
  is_default: optionalOrNull(Type.Boolean()),
})
export type PatchProject = Static<typeof PatchProject>
export const ByProject = Type.Object({ project_id: Uuid })
export const AssignResources = Type.Object({ resources: Type.Array(Text(300), { maxItems: 1000 }) })
export type AssignResources = Static<typeof AssignResources>

// Answers.
const Project = Type.Object({
  id: Type.String(),
  owner_uuid: Type.String(),
  owner_id: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  purpose: Type.String(),
  environment: Type.String(),
  is_default: Type.Boolean(),
  created_at: Time,
  updated_at: Time,
})
export type Project = Static<typeof Project>
export const ProjectAnswer = Type.Object({ project: Project })
export type ProjectAnswer = Static<typeof ProjectAnswer>
export const ProjectList = ListOf('projects', Project)
export type ProjectList = Static<typeof ProjectList>

const Resource = Type.Object({
  urn: Type.String(),
  assigned_at: Time,
  links: Type.Object({ self: Type.String() }),
  status: oneOf('ok', 'not_found', 'assigned', 'already_assigned'),
})
export type Resource = Static<typeof Resource>
export const ResourceList = ListOf('resources', Resource)
export type ResourceList = Static<typeof ResourceList>
export const AssignedResources = Type.Object({ resources: Type.Array(Resource) })
export type AssignedResources = Static<typeof AssignedResources>
