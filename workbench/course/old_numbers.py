"""The numbers under which progress was kept once, and the names that took their place.

Until version 0.1 the log spoke of exercise "4.2.3", prediction "4.2.p1", question "4.2.q4" and notebook "4.2". A number
changes its meaning when an exercise comes in between, so the log now speaks of `overfitting/best_epoch`. Old lines stay
as they are and are translated when they are read. This table is closed: what is new has a name from its first day.
"""

from __future__ import annotations

import re

# Number of the notebook: its name, then the names of its exercises, predictions and questions in their old order.
_OLD = {
    "0.1": (
        "what_a_model_is",
        "engine act next_letter run_agent",
        "two_halves model_against_rule",
        "what_retraining_changes generative_tasks count_parameters rule_or_model what_makes_an_agent",
    ),
    "1.1": (
        "task_and_metric",
        "precision_recall cheapest mape choose_groups",
        "cheapest_threshold scale_for_mape share_of_mass",
        "kind_of_task accuracy_of_never worse_mistake truths_of_mape weak_silhouette",
    ),
    "1.2": (
        "risk_and_data_design",
        "tier representation interval harm",
        "few_rows enough_rows half_the_width",
        "tier_of_a_loan_score two_of_twenty narrowing_gap limits_in_the_card share_against_world",
    ),
    "2.1": (
        "collect_and_clean",
        "gaps_by in_hours without_copies order_schema",
        "true_stars rows_without_gaps without_near_copies",
        "reason_for_gaps hundredfold_prices what_a_log_holds copies_across_parts broken_schema_at_night",
    ),
    "2.2": (
        "labels_and_synthetic",
        "kappa doubtful real_test nearest_real",
        "few_good_or_many_bad use_of_a_copula copies_at_leaf_1",
        "agreement_of_90_percent suspected_labels judge_must_not_learn before_handing_out bias_in_the_source",
    ),
    "2.3": (
        "privacy_and_poisoning",
        "check_digit masked first_broken advantage",
        "ten_pictures loss_of_accuracy right_guesses",
        "pieces_left clean_test_of_poisoned hunt_on_clean_data harder_to_guess cut_off_log",
    ),
    "2.4": (
        "splitting",
        "three_parts by_person by_time pipeline",
        "largest_lie scaling spread_of_folds",
        "patients_with_pictures training_rows_only too_good_column rows_of_the_test_part overlapping_folds",
    ),
    "4.1": (
        "loss_and_optimisers",
        "log_loss step train pick_rate",
        "highest_rate lowest_optimiser",
        "unsure_but_right loss_becomes_nan truths_of_adam one_step_down",
    ),
    "4.2": (
        "overfitting",
        "diagnose choose_depth best_epoch validation_loss",
        "lowest_validation_error more_points",
        "both_scores_low less_overfitting best_of_200 patience_of_2",
    ),
    "8.1": (
        "explain_with_shap",
        "shapley largest_gap add_back read_aloud",
        "twin_without_effect one_fact_changed without_the_column",
        "add_contributions largest_contribution sudden_jump beyond_shap one_hot_contribution",
    ),
}
_KINDS = {"": 1, "p": 2, "q": 3}
_ITEM = re.compile(r"(?P<notebook>\d\.\d)(\.(?P<kind>[pq]?)(?P<place>[1-9])|(?P<own>\.own\.)(?P<own_place>q\d+))?")


def name_of(item: str) -> str:
    """The name of what an old number meant; anything else, such as a name, stays as it is."""
    match = _ITEM.fullmatch(item)
    if not match or match["notebook"] not in _OLD:
        return item
    old = _OLD[match["notebook"]]
    if match["own"]:
        return f"{old[0]}/own/{match['own_place']}"
    if not match["place"]:
        return old[0]
    names = old[_KINDS[match["kind"]]].split()
    place = int(match["place"])
    return f"{old[0]}/{names[place - 1]}" if place <= len(names) else item
