// What Lambda's Node runtime does in an execution environment: loads the handler, then asks for one invocation after
// another. Started by the emulated Lambda with the variables that AWS gives.
import { existsSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const { AWS_LAMBDA_RUNTIME_API: api, _HANDLER: handlerName = '', LAMBDA_TASK_ROOT: root = '.' } = process.env
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }
    const sent = request(`http://${api}/2018-06-01/runtime/${path}`, { method, agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(text)
  })

const described = (error) => ({
  errorType: error?.name ?? 'Error',
  errorMessage: error?.message ?? String(error),
  trace: String(error?.stack ?? '').split('\n'),
})

const load = async () => {
  const [, file = '', name = ''] = /^(.*)\.([^.]+)$/.exec(handlerName) ?? []
  const path = [`${file}.mjs`, `${file}.js`, `${file}.cjs`].map((one) => join(root, one)).find(existsSync)
  if (path === undefined) throw Object.assign(new Error(`there is no ${file}`), { name: 'Runtime.ImportModuleError' })
  const handler = (await import(pathToFileURL(path).href))[name]
  if (typeof handler !== 'function')
    throw Object.assign(new Error(`${handlerName} is no function`), { name: 'Runtime.HandlerNotFound' })
  return handler
}

const contextOf = (headers) => {
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}

let current
const crash = async (error) => {
  console.error(error)
  if (current !== undefined) await call('POST', `invocation/${current}/error`, described(error))
  process.exit(129)
}
process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)

let handler
try {
  handler = await load()
} catch (error) {
  console.error(error)
  await call('POST', 'init/error', described(error))
  process.exit(1)
}

for (;;) {
  const { headers, text } = await call('GET', 'invocation/next')
  const context = contextOf(headers)
  current = context.awsRequestId
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id']
  try {
    const answer = await handler(JSON.parse(text), context)
    await call('POST', `invocation/${current}/response`, answer ?? null)
  } catch (error) {
    await call('POST', `invocation/${current}/error`, described(error))
  }
  current = undefined
}
