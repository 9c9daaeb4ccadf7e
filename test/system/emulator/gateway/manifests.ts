import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as yaml from 'js-yaml'
import * as z from 'zod'

const Kustomization = z.looseObject({ resources: z.array(z.string()).default([]) })

/** The texts of all files that a kustomization names, and those that it names in turn. Nothing is changed in them. */
export const readManifests = (folder: string): string[] => {
  const { resources } = Kustomization.parse(yaml.load(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')))
  return resources
    .map((resource) => join(folder, resource))
    .flatMap((path) => (statSync(path).isDirectory() ? readManifests(path) : [readFileSync(path, 'utf8')]))
}
