import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'

/** What AWS says of its own resource types, as the CDK is generated from it. Read from a file, without a network. */
const database = await loadAwsServiceSpec()

export type ResourceSpec = ReturnType<typeof database.all<'resource'>>[number]
export type PropertySpecs = ResourceSpec['properties']
export type PropertyType = PropertySpecs[string]['type']
export type TypeReference = Extract<PropertyType, { type: 'ref' }>

/** Undefined for a type that CloudFormation does not know. */
export const resourceSpec = (type: string): ResourceSpec | undefined =>
  database.lookup('resource', 'cloudFormationType', 'equals', type)[0]

/** The properties of an object within a resource. */
export const propertiesOf = ({ reference }: TypeReference): PropertySpecs =>
  database.get('typeDefinition', reference).properties
