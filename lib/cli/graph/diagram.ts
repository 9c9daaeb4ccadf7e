import { type TaskGraph } from './task-graph.ts'

const edgesOf = ({ needs }: TaskGraph): [number, number][] =>
  needs.flatMap((list, task) => list.map((need): [number, number] => [need, task]))

const mermaidText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A flowchart for Mermaid, as Markdown of GitHub and GitLab shows it. */
export const mermaid = (graph: TaskGraph): string =>
  [
    'flowchart LR',
    ...graph.labels.map((label, task) => `  t${task}["${mermaidText(label)}"]`),
    ...edgesOf(graph).map(([from, to]) => `  t${from} --> t${to}`),
  ].join('\n')

const dotText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')

/** A digraph for Graphviz. */
export const dot = (graph: TaskGraph, name: string): string =>
  [
    `digraph "${dotText(name)}" {`,
    '  rankdir=LR',
    '  node [shape=box]',
    ...graph.labels.map((label, task) => `  t${task} [label="${dotText(label)}"]`),
    ...edgesOf(graph).map(([from, to]) => `  t${from} -> t${to}`),
    '}',
  ].join('\n')
