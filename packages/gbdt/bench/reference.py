"""XGBoost or scikit-learn on the table of speed.ts: reference.py LIBRARY FOLDER ROWS WIDTH TEST_ROWS THREADS SHAP_ROWS [weights]. One JSON object."""

import json
import os
import re
import resource
import sys
import time
from contextlib import contextmanager

library, folder, rows, width, test_rows, threads, shap_rows = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:8])
os.environ["OMP_NUM_THREADS"] = str(threads)
import numpy as np  # noqa: E402


def read(name, count):
    x = np.fromfile(f"{folder}/{name}.x", dtype=np.float32).reshape(width, count).T
    return np.ascontiguousarray(x), np.fromfile(f"{folder}/{name}.y", dtype=np.float32)


x, y = read("train", rows)
test_x, test_y = read("test", test_rows)
weights = np.fromfile(f"{folder}/train.w", dtype=np.float32) if sys.argv[8:] == ["weights"] else None
out = {}


def peak_megabytes():
    """As peakMegabytes of measure.ts."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s*(\d+) kB", status.read())[1]) // 1024
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def timed(name):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    out[f"{name}_s"] = time.perf_counter() - wall
    out[f"{name}_cpu_s"] = time.process_time() - cpu


if library == "xgboost":
    import xgboost

    settings = {"tree_method": "hist", "max_depth": 6, "eta": 0.1, "max_bin": 256, "lambda": 1, "nthread": threads}
    with timed("fit"):
        model = xgboost.train(settings, xgboost.DMatrix(x, label=y, weight=weights, nthread=threads), num_boost_round=200)
    out["fit_peak_mb"] = peak_megabytes()
    test = xgboost.DMatrix(test_x, nthread=threads)
    with timed("predict"):
        predicted = model.predict(test)
    few = xgboost.DMatrix(test_x[:shap_rows], nthread=threads)
    with timed("shap"):
        model.predict(few, pred_contribs=True)
else:
    from sklearn.ensemble import HistGradientBoostingRegressor

    with timed("fit"):
        model = HistGradientBoostingRegressor(
            max_iter=200, max_depth=6, max_leaf_nodes=64, learning_rate=0.1, max_bins=255,
            l2_regularization=1, min_samples_leaf=1, early_stopping=False,
        ).fit(x, y, sample_weight=weights)
    out["fit_peak_mb"] = peak_megabytes()
    with timed("predict"):
        predicted = model.predict(test_x)
out["r2"] = float(1 - ((test_y - predicted) ** 2).sum() / ((test_y - test_y.mean()) ** 2).sum())
out["peak_rss_mb"] = peak_megabytes()
print(json.dumps(out))
