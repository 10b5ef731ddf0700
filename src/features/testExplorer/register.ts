// The native Test Explorer: eval files as tests. Its default profile shows what is recorded and asks no model: "Run All
// Tests" takes the first profile there is, default or not, and must never spend money.
import * as vscode from 'vscode'
import { DisposableStore } from '../../platform/disposable.ts'
import type { Projects } from '../../platform/projects.ts'
import { EvalTree } from './evalTree.ts'
import { EVALUATE, evaluateChosen, showLastResults, type TestRunDeps } from './runs.ts'

interface TestExplorerDeps extends Pick<TestRunDeps, 'history' | 'evaluate'> {
  readonly projects: Projects
}

export function registerTestExplorer({ projects, history, evaluate }: TestExplorerDeps): vscode.Disposable {
  const store = new DisposableStore()
  const controller = store.add(vscode.tests.createTestController('tunesmith', 'Tunesmith'))
  const tree = store.add(new EvalTree(controller, projects))
  const deps = { controller, tree, history, evaluate }
  const { Run } = vscode.TestRunProfileKind
  const profile = (label: string, act: typeof showLastResults, isDefault: boolean) =>
    store.add(controller.createRunProfile(label, Run, (request) => act(deps, request), isDefault, undefined, false))
  profile('Show Last Results (asks no model)', showLastResults, true)
  profile(EVALUATE, evaluateChosen, false)
  return store
}
