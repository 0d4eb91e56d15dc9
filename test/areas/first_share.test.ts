import { testShareOfAreas } from './together.ts'

await testShareOfAreas(0)
