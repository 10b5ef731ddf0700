// The panel as its user meets it, in a real browser under the product's own policy: keys, focus, long lists, themes.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { reportBlock } from '../../src/shared/reportBlock.ts'
import { PanelHarness, type PanelPage, panelThemes, scenarios, stubOf } from '../support/panelHarness.ts'
import { finished, noEvidence, running } from '../support/panelSnapshots.ts'

/** The toolkit asks with an empty style sheet whether the browser knows :focus-visible; the policy rightly says no. */
const TOOLKITS_QUESTION = /sha256-47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=/

let harness: PanelHarness
before(async () => {
  harness = await PanelHarness.open()
})
after(() => harness.close())

function ownComplaints({ complaints }: PanelPage): string[] {
  return complaints.filter((text) => !TOOLKITS_QUESTION.test(text))
}

async function withPanel(
  options: Parameters<PanelHarness['show']>[0],
  act: (page: Page, stub: ReturnType<typeof stubOf>) => Promise<void>,
): Promise<void> {
  const shown = await harness.show(options)
  try {
    await act(shown.page, stubOf(shown.page))
    assert.deepEqual(ownComplaints(shown), [])
  } finally {
    await shown.page.close()
  }
}

/** Looks again every frame until the expression holds; says which one did not. */
async function until(page: Page, expression: string): Promise<void> {
  const held = await page.evaluate(`new Promise((done) => {
    const end = performance.now() + 15_000
    const look = () => {
      if (${expression}) done(true)
      else if (performance.now() > end) done(false)
      else requestAnimationFrame(look)
    }
    look()
  })`)
  assert.ok(held, expression)
}

const scrollTo = (page: Page, selector: string, top: number): Promise<unknown> =>
  page.evaluate(`document.querySelector('${selector}').scrollTo(0, ${top})`)
const scrollTop = (page: Page, selector: string): Promise<unknown> =>
  page.evaluate(`document.querySelector('${selector}').scrollTop`)
const focused = (page: Page): Locator => page.locator(':focus')
const row = (page: Page, title: string): Locator => page.locator('.grid-row').filter({ hasText: title })

describe('every view', () => {
  it('fits 270 pixels and a wide editor, in every theme, without a breach of the policy', async () => {
    for (const theme of panelThemes)
      for (const width of [270, 1180])
        await withPanel({ scenario: 'overview', width, theme }, async (page, stub) => {
          for (const scenario of scenarios) {
            await stub.show(scenario)
            const wider = await page.evaluate(
              `[document.documentElement, document.querySelector('#view')].some((one) => one.scrollWidth > one.clientWidth)`,
            )
            assert.equal(wider, false, `${scenario} at ${width}`)
          }
        })
  })

  it('says that figures of the sandbox are simulated', async () => {
    await withPanel({ scenario: 'run-eval' }, async (page, stub) => {
      for (const scenario of ['run-eval', 'run-evaluating', 'matrix-eval', 'compare-eval', 'overview']) {
        await stub.show(scenario)
        await page.getByText('Simulated', { exact: true }).first().waitFor()
      }
    })
  })

  it('has at most one filled button', async () => {
    await withPanel({ scenario: 'overview' }, async (page, stub) => {
      for (const scenario of scenarios) {
        await stub.show(scenario)
        assert.ok((await page.locator('vscode-button[appearance=primary]:visible').count()) <= 1, scenario)
      }
    })
  })

  it('loads a script below 400 kB', () => {
    assert.ok(harness.scriptBytes > 0 && harness.scriptBytes < 400_000, String(harness.scriptBytes))
  })
})

describe('the frame', () => {
  it('moves over tabs with arrows and opens one with Enter', async () => {
    await withPanel({ scenario: 'run', width: 1180 }, async (page) => {
      await page.getByRole('tab', { name: 'Run' }).focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      assert.equal(await page.getByRole('tab', { name: 'Run' }).getAttribute('aria-selected'), 'true')
      await page.keyboard.press('Enter')
      await page.getByRole('tab', { name: 'Candidate', selected: true }).waitFor()
    })
  })

  it('puts tabs that do not fit into a menu, and shows the open one', async () => {
    await withPanel({ scenario: 'run', width: 300 }, async (page) => {
      await page.getByRole('button', { name: 'More views' }).click()
      await page.locator('.menu-item:focus').waitFor()
      await page.keyboard.press('ArrowUp')
      await page.locator('.menu-item:focus').filter({ hasText: 'Cases' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('tab', { name: 'Cases', selected: true }).waitFor()
    })
  })

  it('comes back to the same view and place after the page was thrown away', async () => {
    await withPanel({ scenario: 'candidate', height: 500 }, async (page) => {
      await page.getByRole('tab', { name: 'Run' }).click()
      await page.locator('.view-run').waitFor()
      await scrollTo(page, '#view', 240)
      await until(page, `JSON.parse(sessionStorage.getItem('state'))?.scroll.run === 240`)
      await page.reload()
      await until(page, `document.querySelector('#view')?.scrollTop === 240`)
      assert.equal(await page.getByRole('tab', { name: 'Run' }).getAttribute('aria-selected'), 'true')
    })
  })

  it('goes where the host asks, once', async () => {
    await withPanel({ scenario: 'run' }, async (page, stub) => {
      await stub.send({ focus: { tab: 'candidate', nonce: 2 } })
      await page.getByRole('tab', { name: 'Candidate', selected: true }).waitFor()
      await page.getByRole('tab', { name: 'Run' }).click()
      await stub.send({ reviewable: false })
      await page.getByRole('tab', { name: 'Run', selected: true }).waitFor()
    })
  })

  it('says why nothing could be loaded, and tries again', async () => {
    await withPanel({ scenario: 'run', broken: true }, async (page, stub) => {
      await page.getByText('The store was written by a newer Tunesmith.').waitFor()
      await page.getByText('Try Again').click()
      await page.getByText('The store was written by a newer Tunesmith.').waitFor()
      assert.equal((await stub.asked('view.ready')).length, 2)
    })
  })
})

describe('a run', () => {
  it('is stopped by its button', async () => {
    await withPanel({ scenario: 'run' }, async (page, stub) => {
      await page.getByText('Stop', { exact: true }).click()
      assert.deepEqual(await stub.asked('run.cancel'), [{ runId: 14 }])
    })
  })

  it('goes on under the eyes without taking focus or scroll away', async () => {
    await withPanel({ scenario: 'run', height: 500 }, async (page, stub) => {
      await page.getByText('6 earlier').focus()
      const before = await scrollTop(page, '#view')
      await stub.send({ run: { ...running, step: { text: 'validating #5', done: 46, total: 60 } } })
      await until(page, `document.querySelector('.step-bar svg').ariaLabel === '46 of 60'`)
      assert.match((await focused(page).textContent()) ?? '', /6 earlier/)
      assert.equal(await scrollTop(page, '#view'), before)
    })
  })

  it('opens the diff, accepts and discards its winner', async () => {
    await withPanel({ scenario: 'candidate' }, async (page, stub) => {
      for (const [text, method] of [
        ['Review in Diff', 'review.open'],
        ['Accept All', 'review.acceptAll'],
        ['Discard', 'review.discard'],
      ] as const) {
        await page.getByText(text, { exact: true }).click()
        assert.deepEqual(await stub.asked(method), [{ runId: 14 }])
      }
    })
  })

  it('offers no Accept where the file changed, nor where nothing beat the seed', async () => {
    for (const scenario of ['candidate-stale', 'candidate-none'])
      await withPanel({ scenario }, async (page) => {
        assert.equal(await page.getByText('Accept All').count(), 0, scenario)
      })
  })

  it('builds the training set from the recommendation, and confirms a trained model', async () => {
    await withPanel({ scenario: 'diagnosis' }, async (page, stub) => {
      await page.getByText('Build Training Set and Train…').click()
      assert.deepEqual(await stub.asked('job.submit'), [{ runId: 15 }])
    })
    await withPanel({ scenario: 'training-trained' }, async (page, stub) => {
      await page.getByText('Confirm on Sealed Cases…').click()
      assert.deepEqual(await stub.asked('job.confirm'), [{ marker: 'tunesmith-7qx2m' }])
    })
  })
})

describe('the report', () => {
  it('shows every row and sentence of the block, in Run and in Candidate, and no other', async () => {
    await withPanel({ scenario: 'run-finished' }, async (page, stub) => {
      for (const [scenario, run] of [
        ['run-finished', finished],
        ['candidate', finished],
        ['candidate-none', noEvidence],
      ] as const) {
        await stub.show(scenario)
        assert.ok(run.sweep)
        const { rows, sentences } = reportBlock(run.sweep, run)
        const shown = page.locator('.report-block')
        assert.deepEqual(
          await shown.locator('dt').allTextContents(),
          rows.map(({ label }) => label),
        )
        assert.deepEqual(
          await shown.locator('dd').allTextContents(),
          rows.map(({ value }) => value),
        )
        assert.deepEqual(await shown.locator('li').allTextContents(), sentences)
      }
    })
  })

  it('opens the prompt that a single model would get', async () => {
    await withPanel({ scenario: 'matrix' }, async (page, stub) => {
      await page.getByRole('button', { name: 'Open Diff' }).click()
      assert.deepEqual(await stub.asked('review.openVariant'), [{ runId: 14, candidateId: 'c12' }])
    })
  })
})

describe('the comparison', () => {
  it('lists what changed, losses first, and counts sealed cases without listing them', async () => {
    await withPanel({ scenario: 'compare' }, async (page, stub) => {
      await page.getByText('120 sealed test cases are counted, never listed.').waitFor()
      assert.match((await page.locator('[aria-rowindex="2"]').textContent()) ?? '', /lost/)
      const asked = (await stub.asked('rows.page')) as { filter: string }[]
      assert.deepEqual(new Set(asked.map(({ filter }) => filter)), new Set(['changed']))
    })
  })

  it('is walked with the keys: arrows, Space, Enter, J and K, Escape back to the row', async () => {
    await withPanel({ scenario: 'compare' }, async (page) => {
      await row(page, 'How much is it').click()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press(' ')
      await page.locator('[aria-selected=true][aria-rowindex="4"]').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('3 of 17').waitFor()
      await page.keyboard.press('j')
      await page.getByText('4 of 17').waitFor()
      await page.keyboard.press('k')
      await page.keyboard.press('k')
      await page.getByText('2 of 17').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('[aria-rowindex="3"] :focus').waitFor()
    })
  })

  it('filters with F, finds with the slash, and pins a column with P', async () => {
    await withPanel({ scenario: 'compare', width: 1180 }, async (page, stub) => {
      await row(page, 'How much is it').locator('[data-column="4"]').click()
      await page.keyboard.press('p')
      await page.getByRole('columnheader', { name: /#2/ }).locator('.strong').waitFor()
      await page.keyboard.press('f')
      await page.locator('.chip[aria-pressed=true]', { hasText: 'Failing' }).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('refund')
      await until(
        page,
        `panelStub.asked.some(([method, params]) => method === 'rows.page' && params.find === 'refund')`,
      )
      const last = (await stub.asked('rows.page')).at(-1) as { candidateIds: string[]; filter: string }
      assert.equal(last.candidateIds.at(-1), 'c2')
      assert.equal(last.filter, 'failing')
    })
  })

  it('keeps few rows in the page of a hundred thousand, and asks for what is in view alone', async () => {
    await withPanel({ scenario: 'compare', rows: 100_000, width: 1180 }, async (page, stub) => {
      await page.getByRole('button', { name: 'All' }).click()
      await until(page, `document.querySelector('.grid-body').ariaRowCount === '100001'`)
      await row(page, 'How much is it').first().click()
      await page.keyboard.press('Control+End')
      await row(page, 'Case 100000:').waitFor()
      assert.ok((await page.locator('.grid-row').count()) < 60)
      await page.keyboard.press('Control+Home')
      await page.locator('[aria-rowindex="2"] :focus').waitFor()
      assert.ok((await stub.asked('rows.page')).length < 8)
      const rowHeight = 47
      for (const index of [10_000, 35_000, 60_000, 85_000]) {
        await scrollTo(page, 'tune-grid', index * rowHeight)
        await row(page, `Case ${index + 5}:`).waitFor()
        assert.ok((await page.locator('.grid-row').count()) < 60)
      }
      assert.ok((await stub.asked('rows.page')).length < 20)
    })
  })

  it('keeps selection, focus and scroll when new figures arrive', async () => {
    await withPanel({ scenario: 'compare-running', rows: 500, height: 600 }, async (page, stub) => {
      await page.getByRole('button', { name: 'All' }).click()
      await until(page, `document.querySelector('.grid-body').ariaRowCount === '501'`)
      await scrollTo(page, 'tune-grid', 6000)
      await row(page, 'Case 90:').click()
      await page.locator('.grid-detail').getByText('Open Case').waitFor()
      const before = await scrollTop(page, 'tune-grid')
      const asked = (await stub.asked('rows.page')).length
      const more = { candidateId: 'c5', atCalls: 284, rate: { k: 48, n: 60, low: 0.68, high: 0.88 } }
      await stub.send({ run: { ...running, validated: [...running.validated, more], comparing: null } })
      await until(page, `panelStub.asked.filter(([name]) => name === 'rows.page').length > ${asked}`)
      await page.locator('.grid-row.selected').filter({ hasText: 'Case 90:' }).locator(':focus').waitFor()
      assert.equal(await scrollTop(page, 'tune-grid'), before)
    })
  })

  it('shows what a model wrote as text, whatever it is', async () => {
    await withPanel({ scenario: 'compare', height: 1600 }, async (page) => {
      await row(page, '<img src=x').click()
      await page.locator('.output-text', { hasText: '<b>technical</b>' }).first().waitFor()
      assert.equal(await page.locator('.view img, .view b').count(), 0)
    })
  })

  it('shows a failed call as missing, not as wrong', async () => {
    await withPanel({ scenario: 'compare', height: 2400 }, async (page) => {
      await page.getByRole('button', { name: 'All' }).click()
      const missing = row(page, 'Case 21:')
      await missing.getByText('missing: the server was overloaded').last().waitFor()
      assert.equal(await missing.getByText('fail', { exact: true }).count(), 0)
    })
  })
})

describe('the judge', () => {
  it('is labelled blind with keys alone, and only then shown against the labels', async () => {
    await withPanel({ scenario: 'judge', width: 380 }, async (page, stub) => {
      const sheet = page.locator('.case')
      await sheet.waitFor()
      assert.doesNotMatch((await page.locator('#view').innerText()).toLowerCase(), /judge passes|llm-rubric|κ/)
      for (const key of 'pfspfpfpfpf') await page.keyboard.press(key)
      await page.keyboard.press('b')
      await page.keyboard.press('f')
      await page.keyboard.press('p')
      await page.locator('vscode-button', { hasText: 'Show What They Say' }).click()
      await page.getByText('Where You Differ').waitFor()
      const saved = (await stub.asked('labels.save')) as { labels: unknown[] }[]
      assert.deepEqual(
        saved.map(({ labels }) => labels.length),
        [11],
      )
      await page.locator('vscode-button', { hasText: 'Label Again' }).click()
      await page.getByText('Would you pass this output?').waitFor()
    })
  })
})

describe('cases in the making', () => {
  it('are taken, left out and changed by keys alone', () =>
    withPanel({ scenario: 'cases' }, async (page, stub) => {
      await page.locator('.draft-list').focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('a')
      await page.keyboard.press('r')
      await page.keyboard.press('ArrowUp')
      assert.deepEqual(await stub.asked('cases.decide'), [
        { ids: [1], decision: 'accepted' },
        { ids: [2], decision: 'rejected' },
      ])
      assert.equal(await page.locator('.draft.active').getAttribute('id'), 'draft-2')
      await page.keyboard.press('e')
      await until(page, `document.activeElement?.tagName === 'TEXTAREA'`)
      await page.keyboard.press('Control+A')
      await page.keyboard.type('Where is my pin')
      await page.keyboard.press('Control+Enter')
      assert.deepEqual(await stub.asked('cases.edit'), [
        { id: 2, vars: { message: 'Where is my pin' }, expected: 'security' },
      ])
      await until(page, `document.activeElement?.className === 'draft-list'`)
    }))

  it('are asked for with what the form says', () =>
    withPanel({ scenario: 'cases-asking' }, async (page, stub) => {
      await page.locator('textarea').first().fill('Support mail of a bank')
      await page.getByText('Make Cases').click()
      assert.deepEqual(await stub.asked('cases.start'), [
        { type: 'router', description: 'Support mail of a bank', examples: '', count: 80 },
      ])
    }))
})
