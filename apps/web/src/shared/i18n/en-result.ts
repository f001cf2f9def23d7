import type { Translation } from './catalogue.ts'
import type { ptResult } from './pt-result.ts'

export const enResult: Pick<Translation, keyof typeof ptResult> = {
  insight: {
    title: 'The variables that weigh most',
    weak: 'The model is often wrong on rows it has never seen: read these cards as a hint, not as the answer.',
    influence: 'of the influence',
    effect: 'Mean effect: it moves the prediction by {effect}, up or down, in the unit of the target.',
    reading: {
      increases:
        'Higher values of this variable come with higher values of the target. Whether that is good depends on what you want of the target.',
      decreases:
        'Higher values of this variable come with lower values of the target. Whether that is good depends on what you want of the target.',
      nonmonotonic:
        'In some ranges it is associated with a higher target, in others with a lower one. Always raising it, or always lowering it, will not do.',
      categorical:
        'Some categories are associated with a higher target, others with a lower one. Compare one with the other.',
      none: 'It helps to predict the target, but no single direction holds over all the data.',
      unknown: 'It helps to predict the target; the model service did not say in which direction.',
      given: 'The text above is the model service’s, as it was received.',
    },
  },
  export: {
    toolbar: 'Take the result along',
    image: 'Download image (PNG)',
    imageFailed: 'This browser could not make the image. Print the page or download the CSV.',
    brazilian: 'Download CSV (Excel in Portuguese)',
    neutral: 'Download neutral CSV (comma and point)',
    print: 'Print',
    column: {
      position: 'Position',
      variable: 'Variable',
      share: 'Influence (%)',
      effect: 'Mean effect',
      direction: 'Direction',
      target: 'Target',
      rows: 'Rows',
      file: 'File',
      analysis: 'Analysis',
      finished: 'Finished',
    },
  },
  comparison: {
    title: 'Change since the last analysis',
    with: 'Compared with <link>analysis {id}</link> of the same target: {rows, plural, one {# row} other {# rows}}, file {file}, finished {when}.',
    figure: '{label}: from {before} to {now} ({difference})',
    r2: 'Fit on unseen data (R²)',
    mae: 'Mean error (MAE)',
    caution: 'The two were checked on different rows: small differences may be mere chance.',
    unchanged: 'The variables that weigh most are in the same order.',
    table: 'Position of the variables that weigh most, before and now',
    before: 'Before',
    now: 'Now',
    move: 'Change',
    place: 'No. {position}',
    up: '▲ {places}',
    down: '▼ {places}',
    upWords: 'up {places, plural, one {# place} other {# places}}',
    downWords: 'down {places, plural, one {# place} other {# places}}',
    same: 'same',
    new: 'new',
    gone: 'gone',
    others:
      '{count, plural, one {# more variable outside the first ten.} other {# more variables outside the first ten.}}',
  },
  help: {
    open: 'Help: what the words mean',
    short: 'What these words mean',
    title: 'Five words to read the result by',
    close: 'Close',
    influence: 'Influence',
    influenceBody:
      'How much of all that the model uses to predict the target comes from each variable. Influences add up to 100%. It is association in your data, not proof of cause.',
    direction: 'Direction',
    directionBody:
      'Which way the target tends to go when the variable goes up: ▲ raises, ▼ lowers, ~ depends on the range. It does not say good or bad: raising scrap is bad, raising good output is good.',
    r2: 'R² (fit on unseen data)',
    r2Body:
      'The part of the target’s variation that the model explains in rows it has never seen. 1 is perfect; 0 is the same as repeating the mean. The nearer to 0, the less the ranking is worth.',
    mae: 'MAE (mean error)',
    maeBody:
      'How far the prediction is off on average, in the unit of the target. Compare it with the range of the target: to be 4 off in a range of 80 is little; in a range of 5 it is much.',
    rows: 'Rows',
    rowsBody:
      'Each row of the file is a batch, an hour or a piece. The model learns from most of them and is checked on the rest, which it has never seen. With few rows, the ranking is less firm.',
  },
  sample: {
    start: 'Try it with a sample',
    hint: 'The sample: 1,030 concrete mixtures and the strength of each. The analysis takes less than a minute.',
    machineName: 'Concrete (sample)',
    starting: 'Preparing the sample',
    failed: 'The sample could not be prepared',
  },
  tour: {
    label: 'A walk through the sample',
    number: 'Step {number} of {count}',
    next: 'Next',
    previous: 'Previous',
    end: 'End the walk',
    toMachines: 'Go to the machines',
    waiting: {
      title: 'The model is learning',
      body: 'The sample file was sent and the analysis is running. When it is done the result appears here, with no reload.',
    },
    answer: {
      title: 'The answer in one sentence',
      body: 'The sentence says what weighs most on the target. Each bar is one variable’s part of the influence; the arrow and the colour say which way it goes.',
    },
    insights: {
      title: 'The leading variables, in words',
      body: 'A card for each of the first. Direction is neither good nor bad: it depends on what you want of the target.',
    },
    quality: {
      title: 'How far to trust it',
      body: 'R² and the error were measured on rows the model has not seen. If they are bad, the ranking is only a hint.',
    },
    table: {
      title: 'All variables',
      body: 'Nothing is hidden: sort the table and take it to your spreadsheet as CSV.',
    },
    own: {
      title: 'Now with your own data',
      body: 'Register your machine and upload a CSV of its measurements. This sample can be deleted whenever you like.',
    },
  },
}
