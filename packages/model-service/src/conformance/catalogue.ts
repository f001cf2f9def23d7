/** Every check, in the order of the report. Required: what a client depends on. Optional: what makes it better. */
export const catalogue = {
  'models.create': { required: true, title: 'POST /models answers 200 or 201 with an integer model_id' },
  'models.distinct': { required: true, title: 'two models have two ids' },
  'train.accepted': { required: true, title: 'POST /train takes a CSV and answers 200 with a JSON object within 20 s' },
  'callback.completed': { required: true, title: 'the training ends with status completed and the id of its model' },
  'callback.address': { required: true, title: 'callbacks are POSTs to the address exactly as given, query included' },
  'callback.body': { required: true, title: 'every callback fits the contract' },
  'ranking.answer': { required: true, title: 'GET /ranking answers 200 with a list after completed' },
  'ranking.features': { required: true, title: 'features are the columns but the target, names unharmed' },
  'ranking.numbers': {
    required: true,
    title: 'score_final ≥ 0 and importance_shap_mean_abs are numbers in every item',
  },
  'ranking.order': { required: true, title: 'the ranking is best first' },
  'ranking.driver': { required: true, title: 'the one column that decides the target is first' },
  'retrain.replaces': {
    required: true,
    title: 'a second training reports to its own address and replaces the ranking',
  },
  'delete.removes': { required: true, title: 'DELETE /models/{id} answers 200' },
  'delete.twice': { required: true, title: 'deleting it once more answers 404 or 200' },
  'models.same-name': { required: false, title: 'two models may have the same name' },
  'callback.metrics': { required: false, title: 'metrics have r2, mae, rmse, n_train, n_test, n_features and a date' },
  'callback.progress': { required: false, title: 'progress between 0 and 1 is told' },
  'ranking.ready': { required: false, title: 'the ranking is there as soon as completed is told' },
  'ranking.shares': { required: false, title: 'importance_native sums to 1, shap_norm and native_norm lie in 0–1' },
  'ranking.direction': { required: false, title: 'direction is a text and direction_code one of the known codes' },
  'failure.told': { required: false, title: 'a file that cannot be analysed is refused or ends with status failed' },
  'errors.model': { required: false, title: 'training an unknown model is refused' },
  'health.answer': { required: false, title: 'GET /healthz answers 200' },
} as const satisfies Record<string, { required: boolean; title: string }>

export type CheckId = keyof typeof catalogue
export const checkIds = Object.keys(catalogue) as CheckId[]
