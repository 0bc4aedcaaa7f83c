-- Counts by village and month; `make docs` writes this from the list of metrics.
-- requests
SELECT
  *
FROM (
  SELECT
    "t1"."village_code",
    "t1"."date",
    MIN("t1"."day") AS "first_date",
    MAX("t1"."day") AS "last_date",
    COUNT(*) AS "records",
    COUNT(*) AS "requests_received_numerator",
    COUNT(*) AS "requests_per_1000_households_numerator",
    SUM(
      CAST(COALESCE(
        COALESCE(
          (
            "t1"."due_at" IS NOT NULL
          )
          AND (
            NOT (
              "t1"."is_closed"
            ) OR (
              "t1"."closed_at" IS NOT NULL
            )
          )
          AND (
            "t1"."due_at" <= "t1"."as_of"
          )
          AND "t1"."is_closed"
          AND (
            "t1"."closed_at" <= "t1"."due_at"
          ),
          FALSE
        )
        OR COALESCE(
          (
            "t1"."met_limit" IS NOT NULL
          )
          AND (
            "t1"."closed_at" IS NULL
          )
          AND (
            (
              "t1"."due_at" IS NULL
            ) OR "t1"."is_closed"
          )
          AND (
            "t1"."is_closed" OR NOT (
              "t1"."met_limit"
            )
          )
          AND "t1"."met_limit",
          FALSE
        ),
        FALSE
      ) AS INT)
    ) AS "on_time_rate_numerator",
    SUM(
      CAST(COALESCE(
        COALESCE(
          (
            "t1"."due_at" IS NOT NULL
          )
          AND (
            NOT (
              "t1"."is_closed"
            ) OR (
              "t1"."closed_at" IS NOT NULL
            )
          )
          AND (
            "t1"."due_at" <= "t1"."as_of"
          ),
          FALSE
        )
        OR COALESCE(
          (
            "t1"."met_limit" IS NOT NULL
          )
          AND (
            "t1"."closed_at" IS NULL
          )
          AND (
            (
              "t1"."due_at" IS NULL
            ) OR "t1"."is_closed"
          )
          AND (
            "t1"."is_closed" OR NOT (
              "t1"."met_limit"
            )
          ),
          FALSE
        ),
        FALSE
      ) AS INT)
    ) AS "on_time_rate_denominator",
    SUM(
      CAST(COALESCE(
        (
          "t1"."due_at" IS NOT NULL
        )
        AND (
          NOT (
            "t1"."is_closed"
          ) OR (
            "t1"."closed_at" IS NOT NULL
          )
        )
        AND (
          "t1"."due_at" > "t1"."as_of"
        ),
        FALSE
      ) AS INT)
    ) AS "on_time_rate_pending",
    SUM(CAST("t1"."exclusion_code" IS NOT NULL AS INT)) AS "excluded_share_numerator",
    COUNT(*) AS "excluded_share_denominator",
    SUM(CAST(COALESCE("t1"."reopened_count" > 0, FALSE) AS INT)) AS "reopened_rate_numerator",
    SUM(
      CAST(COALESCE("t1"."is_closed" OR (
        "t1"."reopened_count" > 0
      ), FALSE) AS INT)
    ) AS "reopened_rate_denominator",
    SUM(
      CAST(COALESCE("t1"."is_closed" AND (
        "t1"."outcome" = 'refused'
      ), FALSE) AS INT)
    ) AS "refused_share_numerator",
    SUM(CAST(COALESCE("t1"."is_closed", FALSE) AS INT)) AS "refused_share_denominator",
    SUM(CAST(COALESCE("t1"."solved_level" IN ('grid', 'village'), FALSE) AS INT)) AS "solved_at_level_share_numerator",
    SUM(CAST("t1"."solved_level" IS NOT NULL AS INT)) AS "solved_at_level_share_denominator",
    SUM(
      CAST(COALESCE("t1"."solved_level" IN ('grid', 'village', 'township'), FALSE) AS INT)
    ) AS "solved_within_township_share_numerator",
    SUM(CAST("t1"."solved_level" IS NOT NULL AS INT)) AS "solved_within_township_share_denominator",
    SUM("t1"."departments_arrived") FILTER(WHERE
      "t1"."whistled_at" IS NOT NULL) AS "whistle_arrival_rate_numerator",
    SUM("t1"."departments_called") FILTER(WHERE
      "t1"."whistled_at" IS NOT NULL) AS "whistle_arrival_rate_denominator"
  FROM (
    SELECT
      "t0"."source",
      "t0"."request_id",
      "t0"."village_code",
      "t0"."grid_code",
      "t0"."longitude",
      "t0"."latitude",
      "t0"."kind",
      "t0"."category_code",
      "t0"."channel",
      "t0"."received_at",
      "t0"."classified_at",
      "t0"."dispatched_at",
      "t0"."signed_at",
      "t0"."contacted_at",
      "t0"."supervised_at",
      "t0"."closed_at",
      "t0"."feedback_at",
      "t0"."due_at",
      "t0"."time_limit_code",
      "t0"."is_closed",
      "t0"."met_limit",
      "t0"."outcome",
      "t0"."solved_level",
      "t0"."lead_unit",
      "t0"."departments_called",
      "t0"."departments_arrived",
      "t0"."whistled_at",
      "t0"."arrived_at",
      "t0"."exclusion_code",
      "t0"."episode_ref",
      "t0"."reopened_count",
      "t0"."visit_id",
      "t0"."updated_at",
      "t0"."received_date",
      "t0"."closed_date",
      "t0"."due_date",
      "t0"."batch_id",
      "t0"."as_of",
      DATE_TRUNC('MONTH', "t0"."date") AS "date",
      "t0"."province_code",
      "t0"."city_code",
      "t0"."district_code",
      "t0"."township_code",
      "t0"."setting",
      "t0"."village_class",
      "t0"."date" AS "day"
    FROM "known_requests" AS "t0"
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."village_code" ASC,
  "t2"."date" ASC

-- backlog
SELECT
  *
FROM (
  SELECT
    "t6"."village_code",
    "t6"."date",
    MIN("t6"."day") AS "first_date",
    MAX("t6"."day") AS "last_date",
    SUM("t6"."open_backlog") AS "open_backlog",
    SUM("t6"."overdue_backlog") AS "overdue_backlog",
    SUM("t6"."records") AS "records"
  FROM (
    SELECT
      "t5"."village_code",
      "t5"."grid_code",
      "t5"."kind",
      "t5"."category_code",
      "t5"."channel",
      "t5"."closed_at",
      "t5"."due_at",
      "t5"."is_closed",
      "t5"."lead_unit",
      "t5"."closed_date",
      "t5"."due_date",
      "t5"."as_of",
      DATE_TRUNC('MONTH', "t5"."date") AS "date",
      "t5"."province_code",
      "t5"."city_code",
      "t5"."district_code",
      "t5"."township_code",
      "t5"."setting",
      "t5"."village_class",
      "t5"."ended",
      "t5"."late",
      "t5"."late_date",
      "t5"."open_backlog",
      "t5"."overdue_backlog",
      "t5"."records",
      "t5"."date" AS "day"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."village_code",
          "t0"."grid_code",
          "t0"."kind",
          "t0"."category_code",
          "t0"."channel",
          "t0"."closed_at",
          "t0"."due_at",
          "t0"."is_closed",
          "t0"."lead_unit",
          "t0"."closed_date",
          "t0"."due_date",
          "t0"."as_of",
          "t0"."closed_date" AS "date",
          "t0"."province_code",
          "t0"."city_code",
          "t0"."district_code",
          "t0"."township_code",
          "t0"."setting",
          "t0"."village_class",
          "t0"."is_closed" AND (
            "t0"."closed_at" IS NOT NULL
          ) AS "ended",
          COALESCE("t0"."due_at" <= "t0"."as_of", FALSE)
          AND NOT (
            "t0"."is_closed"
            AND (
              "t0"."closed_at" IS NOT NULL
            )
            AND (
              "t0"."closed_at" <= "t0"."due_at"
            )
          ) AS "late",
          GREATEST("t0"."due_date", "t0"."date") AS "late_date",
          CAST(-1 AS BIGINT) AS "open_backlog",
          CAST(CASE
            WHEN COALESCE("t0"."due_at" <= "t0"."as_of", FALSE)
            AND NOT (
              "t0"."is_closed"
              AND (
                "t0"."closed_at" IS NOT NULL
              )
              AND (
                "t0"."closed_at" <= "t0"."due_at"
              )
            )
            THEN -1
            ELSE 0
          END AS BIGINT) AS "overdue_backlog",
          CAST(0 AS BIGINT) AS "records"
        FROM "known_requests" AS "t0"
        WHERE
          (
            (
              "t0"."is_closed" AND (
                "t0"."closed_at" IS NOT NULL
              )
            )
            OR NOT (
              "t0"."is_closed"
            )
          )
          AND (
            "t0"."is_closed" AND (
              "t0"."closed_at" IS NOT NULL
            )
          )
      ) AS "t4"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t0"."village_code",
            "t0"."grid_code",
            "t0"."kind",
            "t0"."category_code",
            "t0"."channel",
            "t0"."closed_at",
            "t0"."due_at",
            "t0"."is_closed",
            "t0"."lead_unit",
            "t0"."closed_date",
            "t0"."due_date",
            "t0"."as_of",
            "t0"."date",
            "t0"."province_code",
            "t0"."city_code",
            "t0"."district_code",
            "t0"."township_code",
            "t0"."setting",
            "t0"."village_class",
            "t0"."is_closed" AND (
              "t0"."closed_at" IS NOT NULL
            ) AS "ended",
            COALESCE("t0"."due_at" <= "t0"."as_of", FALSE)
            AND NOT (
              "t0"."is_closed"
              AND (
                "t0"."closed_at" IS NOT NULL
              )
              AND (
                "t0"."closed_at" <= "t0"."due_at"
              )
            ) AS "late",
            GREATEST("t0"."due_date", "t0"."date") AS "late_date",
            CAST(1 AS BIGINT) AS "open_backlog",
            CAST(0 AS BIGINT) AS "overdue_backlog",
            CAST(1 AS BIGINT) AS "records"
          FROM "known_requests" AS "t0"
          WHERE
            (
              "t0"."is_closed" AND (
                "t0"."closed_at" IS NOT NULL
              )
            )
            OR NOT (
              "t0"."is_closed"
            )
        ) AS "t1"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t0"."village_code",
            "t0"."grid_code",
            "t0"."kind",
            "t0"."category_code",
            "t0"."channel",
            "t0"."closed_at",
            "t0"."due_at",
            "t0"."is_closed",
            "t0"."lead_unit",
            "t0"."closed_date",
            "t0"."due_date",
            "t0"."as_of",
            GREATEST("t0"."due_date", "t0"."date") AS "date",
            "t0"."province_code",
            "t0"."city_code",
            "t0"."district_code",
            "t0"."township_code",
            "t0"."setting",
            "t0"."village_class",
            "t0"."is_closed" AND (
              "t0"."closed_at" IS NOT NULL
            ) AS "ended",
            COALESCE("t0"."due_at" <= "t0"."as_of", FALSE)
            AND NOT (
              "t0"."is_closed"
              AND (
                "t0"."closed_at" IS NOT NULL
              )
              AND (
                "t0"."closed_at" <= "t0"."due_at"
              )
            ) AS "late",
            GREATEST("t0"."due_date", "t0"."date") AS "late_date",
            CAST(0 AS BIGINT) AS "open_backlog",
            CAST(1 AS BIGINT) AS "overdue_backlog",
            CAST(0 AS BIGINT) AS "records"
          FROM "known_requests" AS "t0"
          WHERE
            (
              (
                "t0"."is_closed" AND (
                  "t0"."closed_at" IS NOT NULL
                )
              )
              OR NOT (
                "t0"."is_closed"
              )
            )
            AND (
              COALESCE("t0"."due_at" <= "t0"."as_of", FALSE)
              AND NOT (
                "t0"."is_closed"
                AND (
                  "t0"."closed_at" IS NOT NULL
                )
                AND (
                  "t0"."closed_at" <= "t0"."due_at"
                )
              )
            )
        ) AS "t2"
      ) AS "t3"
    ) AS "t5"
  ) AS "t6"
  GROUP BY
    1,
    2
) AS "t7"
ORDER BY
  "t7"."village_code" ASC,
  "t7"."date" ASC

-- callbacks
SELECT
  *
FROM (
  SELECT
    "t1"."village_code",
    "t1"."date",
    MIN("t1"."day") AS "first_date",
    MAX("t1"."day") AS "last_date",
    COUNT(*) AS "records",
    SUM(CAST(COALESCE("t1"."is_valid" AND "t1"."was_contacted", FALSE) AS INT)) AS "response_rate_numerator",
    SUM(CAST("t1"."is_valid" AS INT)) AS "response_rate_denominator",
    SUM(
      CAST(COALESCE("t1"."is_valid" AND (
        "t1"."resolution" = 'resolved'
      ), FALSE) AS INT)
    ) AS "resolution_rate_numerator",
    SUM(CAST("t1"."is_valid" AS INT)) AS "resolution_rate_denominator",
    SUM(
      CAST(COALESCE("t1"."is_valid" AND "t1"."satisfaction" IN ('very_satisfied', 'satisfied'), FALSE) AS DOUBLE) + (
        CAST(COALESCE("t1"."is_valid" AND (
          "t1"."satisfaction" = 'basically'
        ), FALSE) AS DOUBLE) * "t1"."basically_weight"
      )
    ) AS "callback_satisfaction_rate_numerator",
    SUM(CAST("t1"."is_valid" AS INT)) AS "callback_satisfaction_rate_denominator",
    SUM(
      (
        CAST(COALESCE("t1"."is_valid" AND "t1"."was_contacted", FALSE) AS DOUBLE) * "t1"."response_weight"
      ) + (
        CAST(COALESCE("t1"."is_valid" AND (
          "t1"."resolution" = 'resolved'
        ), FALSE) AS DOUBLE) * "t1"."resolution_weight"
      ) + (
        (
          CAST(COALESCE("t1"."is_valid" AND "t1"."satisfaction" IN ('very_satisfied', 'satisfied'), FALSE) AS DOUBLE) + (
            CAST(COALESCE("t1"."is_valid" AND (
              "t1"."satisfaction" = 'basically'
            ), FALSE) AS DOUBLE) * "t1"."basically_weight"
          )
        ) * "t1"."satisfaction_weight"
      )
    ) AS "composite_score_numerator",
    SUM(CAST("t1"."is_valid" AS INT)) AS "composite_score_denominator"
  FROM (
    SELECT
      "t0"."source",
      "t0"."request_id",
      "t0"."called_at",
      "t0"."is_valid",
      "t0"."was_contacted",
      "t0"."resolution",
      "t0"."satisfaction",
      "t0"."village_code",
      "t0"."grid_code",
      "t0"."category_code",
      "t0"."channel",
      "t0"."kind",
      "t0"."lead_unit",
      "t0"."exclusion_code",
      "t0"."known_at",
      "t0"."as_of",
      DATE_TRUNC('MONTH', "t0"."date") AS "date",
      "t0"."province_code",
      "t0"."city_code",
      "t0"."district_code",
      "t0"."township_code",
      "t0"."setting",
      "t0"."village_class",
      "t0"."response_weight",
      "t0"."resolution_weight",
      "t0"."satisfaction_weight",
      "t0"."basically_weight",
      "t0"."date" AS "day"
    FROM "known_callbacks" AS "t0"
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."village_code" ASC,
  "t2"."date" ASC

-- visits
SELECT
  *
FROM (
  SELECT
    "t1"."village_code",
    "t1"."date",
    MIN("t1"."day") AS "first_date",
    MAX("t1"."day") AS "last_date",
    COUNT(*) AS "records",
    SUM(CAST(COALESCE("t1"."was_met", FALSE) AS INT)) AS "was_met_rate_numerator",
    COUNT(*) AS "was_met_rate_denominator",
    SUM("t1"."issues_raised") AS "issues_per_100_visits_numerator",
    COUNT(*) AS "issues_per_100_visits_denominator"
  FROM (
    SELECT
      "t0"."visit_id",
      "t0"."source",
      "t0"."village_code",
      "t0"."grid_code",
      "t0"."visitor_ref",
      "t0"."visitor_role",
      "t0"."visited_at",
      "t0"."purpose",
      "t0"."mode",
      "t0"."was_met",
      "t0"."issues_raised",
      "t0"."duration_minutes",
      "t0"."updated_at",
      "t0"."visited_date",
      "t0"."previous_date",
      "t0"."next_date",
      "t0"."met_date",
      "t0"."household_number",
      "t0"."is_settled",
      "t0"."batch_id",
      DATE_TRUNC('MONTH', "t0"."date") AS "date",
      "t0"."province_code",
      "t0"."city_code",
      "t0"."district_code",
      "t0"."township_code",
      "t0"."setting",
      "t0"."village_class",
      "t0"."date" AS "day"
    FROM "known_visits" AS "t0"
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."village_code" ASC,
  "t2"."date" ASC

-- responses
SELECT
  *
FROM (
  SELECT
    "t1"."village_code",
    "t1"."date",
    MIN("t1"."day") AS "first_date",
    MAX("t1"."day") AS "last_date",
    COUNT(*) AS "records",
    SUM("t1"."analysis_weight") FILTER(WHERE
      COALESCE("t1"."counts_as" = 'satisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "satisfaction_rate_numerator",
    SUM("t1"."analysis_weight") FILTER(WHERE
      (
        "t1"."counts_as" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "satisfaction_rate_denominator",
    COUNT(
      DISTINCT CASE
        WHEN (
          "t1"."counts_as" IS NOT NULL
        ) AND (
          "t1"."analysis_weight" IS NOT NULL
        )
        THEN "t1"."form"
        ELSE NULL
      END
    ) AS "satisfaction_rate_people",
    SUM(
      CAST(COALESCE("t1"."counts_as" = 'satisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      ) AS INT)
    ) AS "satisfaction_rate_told",
    SUM(
      CAST((
        "t1"."counts_as" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      ) AS INT)
    ) AS "satisfaction_rate_answers",
    SUM("t1"."analysis_weight" * "t1"."analysis_weight") FILTER(WHERE
      (
        "t1"."counts_as" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "satisfaction_rate_squares",
    SUM("t1"."analysis_weight" * "t1"."analysis_weight") FILTER(WHERE
      COALESCE("t1"."counts_as" = 'satisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "satisfaction_rate_told_squares",
    SUM("t1"."analysis_weight") FILTER(WHERE
      COALESCE("t1"."score" = "t1"."score_max", FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "full_marks_rate_numerator",
    SUM("t1"."analysis_weight") FILTER(WHERE
      (
        "t1"."score" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "full_marks_rate_denominator",
    COUNT(
      DISTINCT CASE
        WHEN (
          "t1"."score" IS NOT NULL
        ) AND (
          "t1"."analysis_weight" IS NOT NULL
        )
        THEN "t1"."form"
        ELSE NULL
      END
    ) AS "full_marks_rate_people",
    SUM(
      CAST(COALESCE("t1"."score" = "t1"."score_max", FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      ) AS INT)
    ) AS "full_marks_rate_told",
    SUM(
      CAST((
        "t1"."score" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      ) AS INT)
    ) AS "full_marks_rate_answers",
    SUM("t1"."analysis_weight" * "t1"."analysis_weight") FILTER(WHERE
      (
        "t1"."score" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "full_marks_rate_squares",
    SUM("t1"."analysis_weight" * "t1"."analysis_weight") FILTER(WHERE
      COALESCE("t1"."score" = "t1"."score_max", FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "full_marks_rate_told_squares",
    SUM(
      CAST(COALESCE("t1"."counts_as" = 'satisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )
      AND NOT (
        COALESCE("t1"."score" = "t1"."score_max", FALSE)
        AND (
          "t1"."analysis_weight" IS NOT NULL
        )
      ) AS INT)
    ) AS "full_marks_rate_apart",
    SUM("t1"."analysis_weight") FILTER(WHERE
      COALESCE("t1"."counts_as" = 'dissatisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "dissatisfaction_rate_numerator",
    SUM("t1"."analysis_weight") FILTER(WHERE
      (
        "t1"."counts_as" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "dissatisfaction_rate_denominator",
    COUNT(
      DISTINCT CASE
        WHEN (
          "t1"."counts_as" IS NOT NULL
        ) AND (
          "t1"."analysis_weight" IS NOT NULL
        )
        THEN "t1"."form"
        ELSE NULL
      END
    ) AS "dissatisfaction_rate_people",
    SUM(
      CAST(COALESCE("t1"."counts_as" = 'dissatisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      ) AS INT)
    ) AS "dissatisfaction_rate_told",
    SUM(
      CAST((
        "t1"."counts_as" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      ) AS INT)
    ) AS "dissatisfaction_rate_answers",
    SUM("t1"."analysis_weight" * "t1"."analysis_weight") FILTER(WHERE
      (
        "t1"."counts_as" IS NOT NULL
      ) AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "dissatisfaction_rate_squares",
    SUM("t1"."analysis_weight" * "t1"."analysis_weight") FILTER(WHERE
      COALESCE("t1"."counts_as" = 'dissatisfied', FALSE)
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )) AS "dissatisfaction_rate_told_squares",
    SUM(
      CAST((
        "t1"."counts_as" IS NOT NULL
      )
      AND (
        "t1"."analysis_weight" IS NOT NULL
      )
      AND NOT (
        COALESCE("t1"."counts_as" = 'satisfied', FALSE)
        AND (
          "t1"."analysis_weight" IS NOT NULL
        )
      )
      AND NOT (
        COALESCE("t1"."counts_as" = 'dissatisfied', FALSE)
        AND (
          "t1"."analysis_weight" IS NOT NULL
        )
      ) AS INT)
    ) AS "dissatisfaction_rate_apart",
    SUM(CAST(COALESCE("t1"."score" IS NULL, FALSE) AS INT)) AS "item_nonresponse_rate_numerator",
    COUNT(*) AS "item_nonresponse_rate_denominator",
    COUNT(DISTINCT "t1"."form") AS "item_nonresponse_rate_people"
  FROM (
    SELECT
      "t0"."round_id",
      "t0"."response_ref",
      "t0"."village_code",
      "t0"."subject",
      "t0"."question_id",
      "t0"."score",
      "t0"."score_max",
      "t0"."weight",
      "t0"."form",
      "t0"."counts_as",
      "t0"."batch_id",
      DATE_TRUNC('MONTH', "t0"."date") AS "date",
      "t0"."round_name",
      "t0"."mode",
      "t0"."selection",
      "t0"."questionnaire_version",
      "t0"."analysis_weight",
      "t0"."province_code",
      "t0"."city_code",
      "t0"."district_code",
      "t0"."township_code",
      "t0"."setting",
      "t0"."village_class",
      "t0"."date" AS "day"
    FROM "known_responses" AS "t0"
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."village_code" ASC,
  "t2"."date" ASC

-- times
SELECT
  *
FROM (
  SELECT
    "t2"."part_code",
    "t2"."date",
    "t2"."lasts",
    "t2"."seconds",
    COUNT(*) FILTER(WHERE
      "t2"."resolved") AS "resolved",
    COUNT(*) FILTER(WHERE
      "t2"."otherwise") AS "otherwise",
    COUNT(*) FILTER(WHERE
      "t2"."open_still") AS "open_still",
    COUNT(*) FILTER(WHERE
      "t2"."unknown") AS "unknown"
  FROM (
    SELECT
      "t1"."part_code",
      "t1"."date",
      "t1"."exact",
      "t1"."resolved" AND NOT (
        "t1"."unknown"
      ) AS "resolved",
      "t1"."otherwise" AND NOT (
        "t1"."unknown"
      ) AS "otherwise",
      "t1"."unknown",
      "t1"."lasts",
      NOT (
        "t1"."resolved"
      )
      AND NOT (
        "t1"."otherwise"
      )
      AND NOT (
        "t1"."unknown"
      ) AS "open_still",
      CASE
        WHEN "t1"."unknown"
        THEN -1
        ELSE CASE
          WHEN "t1"."exact" < 864000
          THEN (
            "t1"."exact" + 59
          ) - (
            (
              "t1"."exact" + 59
            ) % 60
          )
          WHEN "t1"."exact" < 8640000
          THEN (
            "t1"."exact" + 3599
          ) - (
            (
              "t1"."exact" + 3599
            ) % 3600
          )
          ELSE (
            "t1"."exact" + 86399
          ) - (
            (
              "t1"."exact" + 86399
            ) % 86400
          )
        END
      END AS "seconds"
    FROM (
      SELECT
        "t0"."township_code" AS "part_code",
        DATE_TRUNC('MONTH', "t0"."date") AS "date",
        DATE_DIFF(
          'SECOND',
          "t0"."received_at",
          CASE
            WHEN "t0"."is_closed" AND (
              "t0"."closed_at" IS NOT NULL
            )
            THEN "t0"."closed_at"
            ELSE "t0"."as_of"
          END
        ) AS "exact",
        "t0"."is_closed"
        AND (
          "t0"."closed_at" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            (
              "t0"."outcome" = 'withdrawn'
            )
            OR (
              "t0"."outcome" = 'merged'
            )
            OR (
              "t0"."outcome" = 'refused'
            ),
            FALSE
          )
        ) AS "resolved",
        "t0"."is_closed"
        AND (
          "t0"."closed_at" IS NOT NULL
        )
        AND COALESCE(
          (
            "t0"."outcome" = 'withdrawn'
          )
          OR (
            "t0"."outcome" = 'merged'
          )
          OR (
            "t0"."outcome" = 'refused'
          ),
          FALSE
        ) AS "otherwise",
        COALESCE(
          (
            "t0"."is_closed" AND (
              "t0"."closed_at" IS NULL
            )
          )
          OR (
            DATE_DIFF(
              'SECOND',
              "t0"."received_at",
              CASE
                WHEN "t0"."is_closed" AND (
                  "t0"."closed_at" IS NOT NULL
                )
                THEN "t0"."closed_at"
                ELSE "t0"."as_of"
              END
            ) < 0
          ),
          TRUE
        ) AS "unknown",
        NOT (
          "t0"."is_closed"
          AND (
            "t0"."closed_at" IS NOT NULL
          )
          AND NOT (
            COALESCE(
              (
                "t0"."outcome" = 'withdrawn'
              )
              OR (
                "t0"."outcome" = 'merged'
              )
              OR (
                "t0"."outcome" = 'refused'
              ),
              FALSE
            )
          )
        )
        AND NOT (
          "t0"."is_closed"
          AND (
            "t0"."closed_at" IS NOT NULL
          )
          AND COALESCE(
            (
              "t0"."outcome" = 'withdrawn'
            )
            OR (
              "t0"."outcome" = 'merged'
            )
            OR (
              "t0"."outcome" = 'refused'
            ),
            FALSE
          )
        ) AS "lasts"
      FROM "known_requests" AS "t0"
    ) AS "t1"
  ) AS "t2"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t3"
ORDER BY
  "t3"."date" ASC,
  "t3"."part_code" ASC,
  "t3"."seconds" ASC,
  "t3"."lasts" ASC

-- matters
SELECT
  *
FROM (
  SELECT
    "t2"."part_code",
    "t2"."date",
    "t2"."category_code",
    "t2"."lasts",
    "t2"."seconds",
    COUNT(*) FILTER(WHERE
      "t2"."resolved") AS "resolved",
    COUNT(*) FILTER(WHERE
      "t2"."otherwise") AS "otherwise",
    COUNT(*) FILTER(WHERE
      "t2"."open_still") AS "open_still",
    COUNT(*) FILTER(WHERE
      "t2"."unknown") AS "unknown"
  FROM (
    SELECT
      "t1"."part_code",
      "t1"."date",
      "t1"."category_code",
      "t1"."exact",
      "t1"."resolved" AND NOT (
        "t1"."unknown"
      ) AS "resolved",
      "t1"."otherwise" AND NOT (
        "t1"."unknown"
      ) AS "otherwise",
      "t1"."unknown",
      "t1"."lasts",
      NOT (
        "t1"."resolved"
      )
      AND NOT (
        "t1"."otherwise"
      )
      AND NOT (
        "t1"."unknown"
      ) AS "open_still",
      CASE
        WHEN "t1"."unknown"
        THEN -1
        ELSE CASE
          WHEN "t1"."exact" < 86400
          THEN (
            "t1"."exact" + 599
          ) - (
            (
              "t1"."exact" + 599
            ) % 600
          )
          WHEN "t1"."exact" < 8640000
          THEN (
            "t1"."exact" + 3599
          ) - (
            (
              "t1"."exact" + 3599
            ) % 3600
          )
          ELSE (
            "t1"."exact" + 86399
          ) - (
            (
              "t1"."exact" + 86399
            ) % 86400
          )
        END
      END AS "seconds"
    FROM (
      SELECT
        "t0"."township_code" AS "part_code",
        DATE_TRUNC('QUARTER', "t0"."date") AS "date",
        "t0"."category_code",
        DATE_DIFF(
          'SECOND',
          "t0"."received_at",
          CASE
            WHEN "t0"."is_closed" AND (
              "t0"."closed_at" IS NOT NULL
            )
            THEN "t0"."closed_at"
            ELSE "t0"."as_of"
          END
        ) AS "exact",
        "t0"."is_closed"
        AND (
          "t0"."closed_at" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            (
              "t0"."outcome" = 'withdrawn'
            )
            OR (
              "t0"."outcome" = 'merged'
            )
            OR (
              "t0"."outcome" = 'refused'
            ),
            FALSE
          )
        ) AS "resolved",
        "t0"."is_closed"
        AND (
          "t0"."closed_at" IS NOT NULL
        )
        AND COALESCE(
          (
            "t0"."outcome" = 'withdrawn'
          )
          OR (
            "t0"."outcome" = 'merged'
          )
          OR (
            "t0"."outcome" = 'refused'
          ),
          FALSE
        ) AS "otherwise",
        COALESCE(
          (
            "t0"."is_closed" AND (
              "t0"."closed_at" IS NULL
            )
          )
          OR (
            DATE_DIFF(
              'SECOND',
              "t0"."received_at",
              CASE
                WHEN "t0"."is_closed" AND (
                  "t0"."closed_at" IS NOT NULL
                )
                THEN "t0"."closed_at"
                ELSE "t0"."as_of"
              END
            ) < 0
          ),
          TRUE
        ) AS "unknown",
        NOT (
          "t0"."is_closed"
          AND (
            "t0"."closed_at" IS NOT NULL
          )
          AND NOT (
            COALESCE(
              (
                "t0"."outcome" = 'withdrawn'
              )
              OR (
                "t0"."outcome" = 'merged'
              )
              OR (
                "t0"."outcome" = 'refused'
              ),
              FALSE
            )
          )
        )
        AND NOT (
          "t0"."is_closed"
          AND (
            "t0"."closed_at" IS NOT NULL
          )
          AND COALESCE(
            (
              "t0"."outcome" = 'withdrawn'
            )
            OR (
              "t0"."outcome" = 'merged'
            )
            OR (
              "t0"."outcome" = 'refused'
            ),
            FALSE
          )
        ) AS "lasts"
      FROM "known_requests" AS "t0"
    ) AS "t1"
  ) AS "t2"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t3"
ORDER BY
  "t3"."date" ASC,
  "t3"."part_code" ASC,
  "t3"."category_code" ASC,
  "t3"."seconds" ASC,
  "t3"."lasts" ASC

-- steps
SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t17"."part_code",
      "t17"."date",
      "t17"."category_code",
      "t17"."lasts",
      "t17"."seconds",
      "t17"."resolved",
      "t17"."otherwise",
      "t17"."open_still",
      "t17"."unknown",
      'whole' AS "stage"
    FROM (
      SELECT
        "t9"."part_code",
        "t9"."date",
        "t9"."category_code",
        "t9"."lasts",
        "t9"."seconds",
        COUNT(*) FILTER(WHERE
          "t9"."resolved") AS "resolved",
        COUNT(*) FILTER(WHERE
          "t9"."otherwise") AS "otherwise",
        COUNT(*) FILTER(WHERE
          "t9"."open_still") AS "open_still",
        COUNT(*) FILTER(WHERE
          "t9"."unknown") AS "unknown"
      FROM (
        SELECT
          "t3"."part_code",
          "t3"."date",
          "t3"."category_code",
          "t3"."exact",
          "t3"."resolved" AND NOT (
            "t3"."unknown"
          ) AS "resolved",
          "t3"."otherwise" AND NOT (
            "t3"."unknown"
          ) AS "otherwise",
          "t3"."unknown",
          "t3"."lasts",
          NOT (
            "t3"."resolved"
          )
          AND NOT (
            "t3"."otherwise"
          )
          AND NOT (
            "t3"."unknown"
          ) AS "open_still",
          CASE
            WHEN "t3"."unknown"
            THEN -1
            ELSE CASE
              WHEN "t3"."exact" < 6000
              THEN (
                "t3"."exact" + 59
              ) - (
                (
                  "t3"."exact" + 59
                ) % 60
              )
              WHEN "t3"."exact" < 60000
              THEN (
                "t3"."exact" + 599
              ) - (
                (
                  "t3"."exact" + 599
                ) % 600
              )
              WHEN "t3"."exact" < 600000
              THEN (
                "t3"."exact" + 5999
              ) - (
                (
                  "t3"."exact" + 5999
                ) % 6000
              )
              WHEN "t3"."exact" < 6000000
              THEN (
                "t3"."exact" + 59999
              ) - (
                (
                  "t3"."exact" + 59999
                ) % 60000
              )
              ELSE (
                "t3"."exact" + 599999
              ) - (
                (
                  "t3"."exact" + 599999
                ) % 600000
              )
            END
          END AS "seconds"
        FROM (
          SELECT
            "t0"."township_code" AS "part_code",
            DATE_TRUNC('QUARTER', "t0"."date") AS "date",
            "t0"."category_code",
            DATE_DIFF(
              'SECOND',
              "t0"."received_at",
              CASE
                WHEN "t0"."is_closed" AND (
                  "t0"."closed_at" IS NOT NULL
                )
                THEN "t0"."closed_at"
                ELSE "t0"."as_of"
              END
            ) AS "exact",
            "t0"."is_closed"
            AND (
              "t0"."closed_at" IS NOT NULL
            )
            AND NOT (
              COALESCE(
                (
                  "t0"."outcome" = 'withdrawn'
                )
                OR (
                  "t0"."outcome" = 'merged'
                )
                OR (
                  "t0"."outcome" = 'refused'
                ),
                FALSE
              )
            ) AS "resolved",
            "t0"."is_closed"
            AND (
              "t0"."closed_at" IS NOT NULL
            )
            AND COALESCE(
              (
                "t0"."outcome" = 'withdrawn'
              )
              OR (
                "t0"."outcome" = 'merged'
              )
              OR (
                "t0"."outcome" = 'refused'
              ),
              FALSE
            ) AS "otherwise",
            COALESCE(
              (
                "t0"."is_closed" AND (
                  "t0"."closed_at" IS NULL
                )
              )
              OR (
                DATE_DIFF(
                  'SECOND',
                  "t0"."received_at",
                  CASE
                    WHEN "t0"."is_closed" AND (
                      "t0"."closed_at" IS NOT NULL
                    )
                    THEN "t0"."closed_at"
                    ELSE "t0"."as_of"
                  END
                ) < 0
              ),
              TRUE
            ) AS "unknown",
            NOT (
              "t0"."is_closed"
              AND (
                "t0"."closed_at" IS NOT NULL
              )
              AND NOT (
                COALESCE(
                  (
                    "t0"."outcome" = 'withdrawn'
                  )
                  OR (
                    "t0"."outcome" = 'merged'
                  )
                  OR (
                    "t0"."outcome" = 'refused'
                  ),
                  FALSE
                )
              )
            )
            AND NOT (
              "t0"."is_closed"
              AND (
                "t0"."closed_at" IS NOT NULL
              )
              AND COALESCE(
                (
                  "t0"."outcome" = 'withdrawn'
                )
                OR (
                  "t0"."outcome" = 'merged'
                )
                OR (
                  "t0"."outcome" = 'refused'
                ),
                FALSE
              )
            ) AS "lasts"
          FROM "known_requests" AS "t0"
        ) AS "t3"
      ) AS "t9"
      GROUP BY
        1,
        2,
        3,
        4,
        5
    ) AS "t17"
  ) AS "t22"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t31"."part_code",
          "t31"."date",
          "t31"."category_code",
          "t31"."lasts",
          "t31"."seconds",
          "t31"."resolved",
          "t31"."otherwise",
          "t31"."open_still",
          "t31"."unknown",
          'handle' AS "stage"
        FROM (
          SELECT
            "t29"."part_code",
            "t29"."date",
            "t29"."category_code",
            "t29"."lasts",
            "t29"."seconds",
            COUNT(*) FILTER(WHERE
              "t29"."resolved") AS "resolved",
            COUNT(*) FILTER(WHERE
              "t29"."otherwise") AS "otherwise",
            COUNT(*) FILTER(WHERE
              "t29"."open_still") AS "open_still",
            COUNT(*) FILTER(WHERE
              "t29"."unknown") AS "unknown"
          FROM (
            SELECT
              "t11"."part_code",
              "t11"."date",
              "t11"."category_code",
              "t11"."exact",
              "t11"."resolved" AND NOT (
                "t11"."unknown"
              ) AS "resolved",
              "t11"."otherwise" AND NOT (
                "t11"."unknown"
              ) AS "otherwise",
              "t11"."unknown",
              "t11"."lasts",
              NOT (
                "t11"."resolved"
              )
              AND NOT (
                "t11"."otherwise"
              )
              AND NOT (
                "t11"."unknown"
              ) AS "open_still",
              CASE
                WHEN "t11"."unknown"
                THEN -1
                ELSE CASE
                  WHEN "t11"."exact" < 6000
                  THEN (
                    "t11"."exact" + 59
                  ) - (
                    (
                      "t11"."exact" + 59
                    ) % 60
                  )
                  WHEN "t11"."exact" < 60000
                  THEN (
                    "t11"."exact" + 599
                  ) - (
                    (
                      "t11"."exact" + 599
                    ) % 600
                  )
                  WHEN "t11"."exact" < 600000
                  THEN (
                    "t11"."exact" + 5999
                  ) - (
                    (
                      "t11"."exact" + 5999
                    ) % 6000
                  )
                  WHEN "t11"."exact" < 6000000
                  THEN (
                    "t11"."exact" + 59999
                  ) - (
                    (
                      "t11"."exact" + 59999
                    ) % 60000
                  )
                  ELSE (
                    "t11"."exact" + 599999
                  ) - (
                    (
                      "t11"."exact" + 599999
                    ) % 600000
                  )
                END
              END AS "seconds"
            FROM (
              SELECT
                "t1"."part_code",
                "t1"."date",
                "t1"."category_code",
                DATE_DIFF(
                  'SECOND',
                  "t1"."start",
                  CASE
                    WHEN "t1"."closed" AND NOT (
                      "t1"."aside"
                    )
                    THEN "t1"."end"
                    ELSE CASE
                      WHEN "t1"."closed" AND NOT (
                        "t1"."closed" AND NOT (
                          "t1"."aside"
                        )
                      )
                      THEN "t1"."closed_at"
                      ELSE "t1"."as_of"
                    END
                  END
                ) AS "exact",
                "t1"."closed" AND NOT (
                  "t1"."aside"
                ) AS "resolved",
                "t1"."closed" AND NOT (
                  "t1"."closed" AND NOT (
                    "t1"."aside"
                  )
                ) AS "otherwise",
                COALESCE(
                  (
                    "t1"."is_closed"
                    AND (
                      "t1"."closed_at" IS NULL
                    )
                    AND NOT (
                      "t1"."closed" AND NOT (
                        "t1"."aside"
                      )
                    )
                  )
                  OR (
                    DATE_DIFF(
                      'SECOND',
                      "t1"."start",
                      CASE
                        WHEN "t1"."closed" AND NOT (
                          "t1"."aside"
                        )
                        THEN "t1"."end"
                        ELSE CASE
                          WHEN "t1"."closed" AND NOT (
                            "t1"."closed" AND NOT (
                              "t1"."aside"
                            )
                          )
                          THEN "t1"."closed_at"
                          ELSE "t1"."as_of"
                        END
                      END
                    ) < 0
                  ),
                  TRUE
                ) AS "unknown",
                NOT (
                  "t1"."closed" AND NOT (
                    "t1"."aside"
                  )
                )
                AND NOT (
                  "t1"."closed" AND NOT (
                    "t1"."closed" AND NOT (
                      "t1"."aside"
                    )
                  )
                ) AS "lasts"
              FROM (
                SELECT
                  "t0"."township_code" AS "part_code",
                  DATE_TRUNC('QUARTER', "t0"."date") AS "date",
                  "t0"."category_code",
                  "t0"."closed_at",
                  "t0"."is_closed",
                  "t0"."as_of",
                  "t0"."signed_at" AS "start",
                  "t0"."closed_at" AS "end",
                  COALESCE("t0"."is_closed" AND (
                    "t0"."closed_at" IS NOT NULL
                  ), FALSE) AS "closed",
                  COALESCE(
                    (
                      "t0"."outcome" = 'withdrawn'
                    )
                    OR (
                      "t0"."outcome" = 'merged'
                    )
                    OR (
                      "t0"."outcome" = 'refused'
                    ),
                    FALSE
                  ) AS "aside"
                FROM "known_requests" AS "t0"
                WHERE
                  "t0"."signed_at" IS NOT NULL
              ) AS "t1"
            ) AS "t11"
          ) AS "t29"
          GROUP BY
            1,
            2,
            3,
            4,
            5
        ) AS "t31"
      ) AS "t32"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t10"."part_code",
          "t10"."date",
          "t10"."category_code",
          "t10"."lasts",
          "t10"."seconds",
          "t10"."resolved",
          "t10"."otherwise",
          "t10"."open_still",
          "t10"."unknown",
          'feedback' AS "stage"
        FROM (
          SELECT
            "t8"."part_code",
            "t8"."date",
            "t8"."category_code",
            "t8"."lasts",
            "t8"."seconds",
            COUNT(*) FILTER(WHERE
              "t8"."resolved") AS "resolved",
            COUNT(*) FILTER(WHERE
              "t8"."otherwise") AS "otherwise",
            COUNT(*) FILTER(WHERE
              "t8"."open_still") AS "open_still",
            COUNT(*) FILTER(WHERE
              "t8"."unknown") AS "unknown"
          FROM (
            SELECT
              "t2"."part_code",
              "t2"."date",
              "t2"."category_code",
              "t2"."exact",
              "t2"."resolved" AND NOT (
                "t2"."unknown"
              ) AS "resolved",
              "t2"."otherwise" AND NOT (
                "t2"."unknown"
              ) AS "otherwise",
              "t2"."unknown",
              "t2"."lasts",
              NOT (
                "t2"."resolved"
              )
              AND NOT (
                "t2"."otherwise"
              )
              AND NOT (
                "t2"."unknown"
              ) AS "open_still",
              CASE
                WHEN "t2"."unknown"
                THEN -1
                ELSE CASE
                  WHEN "t2"."exact" < 6000
                  THEN (
                    "t2"."exact" + 59
                  ) - (
                    (
                      "t2"."exact" + 59
                    ) % 60
                  )
                  WHEN "t2"."exact" < 60000
                  THEN (
                    "t2"."exact" + 599
                  ) - (
                    (
                      "t2"."exact" + 599
                    ) % 600
                  )
                  WHEN "t2"."exact" < 600000
                  THEN (
                    "t2"."exact" + 5999
                  ) - (
                    (
                      "t2"."exact" + 5999
                    ) % 6000
                  )
                  WHEN "t2"."exact" < 6000000
                  THEN (
                    "t2"."exact" + 59999
                  ) - (
                    (
                      "t2"."exact" + 59999
                    ) % 60000
                  )
                  ELSE (
                    "t2"."exact" + 599999
                  ) - (
                    (
                      "t2"."exact" + 599999
                    ) % 600000
                  )
                END
              END AS "seconds"
            FROM (
              SELECT
                "t0"."township_code" AS "part_code",
                DATE_TRUNC('QUARTER', "t0"."date") AS "date",
                "t0"."category_code",
                DATE_DIFF(
                  'SECOND',
                  "t0"."closed_at",
                  CASE
                    WHEN "t0"."feedback_at" IS NOT NULL
                    THEN "t0"."feedback_at"
                    ELSE CASE WHEN FALSE THEN "t0"."closed_at" ELSE "t0"."as_of" END
                  END
                ) AS "exact",
                "t0"."feedback_at" IS NOT NULL AS "resolved",
                FALSE AS "otherwise",
                COALESCE(
                  (
                    "t0"."is_closed"
                    AND (
                      "t0"."closed_at" IS NULL
                    )
                    AND NOT (
                      "t0"."feedback_at" IS NOT NULL
                    )
                  )
                  OR (
                    DATE_DIFF(
                      'SECOND',
                      "t0"."closed_at",
                      CASE
                        WHEN "t0"."feedback_at" IS NOT NULL
                        THEN "t0"."feedback_at"
                        ELSE CASE WHEN FALSE THEN "t0"."closed_at" ELSE "t0"."as_of" END
                      END
                    ) < 0
                  ),
                  TRUE
                ) AS "unknown",
                NOT (
                  "t0"."feedback_at" IS NOT NULL
                ) AND NOT (
                  FALSE
                ) AS "lasts"
              FROM "known_requests" AS "t0"
              WHERE
                "t0"."closed_at" IS NOT NULL
                AND COALESCE("t0"."is_closed" AND (
                  "t0"."closed_at" IS NOT NULL
                ), FALSE)
            ) AS "t2"
          ) AS "t8"
          GROUP BY
            1,
            2,
            3,
            4,
            5
        ) AS "t10"
      ) AS "t16"
    ) AS "t33"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t18"."part_code",
            "t18"."date",
            "t18"."category_code",
            "t18"."lasts",
            "t18"."seconds",
            "t18"."resolved",
            "t18"."otherwise",
            "t18"."open_still",
            "t18"."unknown",
            'classify' AS "stage"
          FROM (
            SELECT
              "t12"."part_code",
              "t12"."date",
              "t12"."category_code",
              "t12"."lasts",
              "t12"."seconds",
              COUNT(*) FILTER(WHERE
                "t12"."resolved") AS "resolved",
              COUNT(*) FILTER(WHERE
                "t12"."otherwise") AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t12"."open_still") AS "open_still",
              COUNT(*) FILTER(WHERE
                "t12"."unknown") AS "unknown"
            FROM (
              SELECT
                "t4"."part_code",
                "t4"."date",
                "t4"."category_code",
                "t4"."exact",
                "t4"."resolved" AND NOT (
                  "t4"."unknown"
                ) AS "resolved",
                "t4"."otherwise" AND NOT (
                  "t4"."unknown"
                ) AS "otherwise",
                "t4"."unknown",
                "t4"."lasts",
                NOT (
                  "t4"."resolved"
                )
                AND NOT (
                  "t4"."otherwise"
                )
                AND NOT (
                  "t4"."unknown"
                ) AS "open_still",
                CASE
                  WHEN "t4"."unknown"
                  THEN -1
                  ELSE CASE
                    WHEN "t4"."exact" < 6000
                    THEN (
                      "t4"."exact" + 59
                    ) - (
                      (
                        "t4"."exact" + 59
                      ) % 60
                    )
                    WHEN "t4"."exact" < 60000
                    THEN (
                      "t4"."exact" + 599
                    ) - (
                      (
                        "t4"."exact" + 599
                      ) % 600
                    )
                    WHEN "t4"."exact" < 600000
                    THEN (
                      "t4"."exact" + 5999
                    ) - (
                      (
                        "t4"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t4"."exact" < 6000000
                    THEN (
                      "t4"."exact" + 59999
                    ) - (
                      (
                        "t4"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t4"."exact" + 599999
                    ) - (
                      (
                        "t4"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t0"."township_code" AS "part_code",
                  DATE_TRUNC('QUARTER', "t0"."date") AS "date",
                  "t0"."category_code",
                  DATE_DIFF(
                    'SECOND',
                    "t0"."received_at",
                    CASE
                      WHEN "t0"."classified_at" IS NOT NULL
                      THEN "t0"."classified_at"
                      ELSE CASE
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        AND NOT (
                          "t0"."classified_at" IS NOT NULL
                        )
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    END
                  ) AS "exact",
                  "t0"."classified_at" IS NOT NULL AS "resolved",
                  COALESCE("t0"."is_closed" AND (
                    "t0"."closed_at" IS NOT NULL
                  ), FALSE)
                  AND NOT (
                    "t0"."classified_at" IS NOT NULL
                  ) AS "otherwise",
                  COALESCE(
                    (
                      "t0"."is_closed"
                      AND (
                        "t0"."closed_at" IS NULL
                      )
                      AND NOT (
                        "t0"."classified_at" IS NOT NULL
                      )
                    )
                    OR (
                      DATE_DIFF(
                        'SECOND',
                        "t0"."received_at",
                        CASE
                          WHEN "t0"."classified_at" IS NOT NULL
                          THEN "t0"."classified_at"
                          ELSE CASE
                            WHEN COALESCE("t0"."is_closed" AND (
                              "t0"."closed_at" IS NOT NULL
                            ), FALSE)
                            AND NOT (
                              "t0"."classified_at" IS NOT NULL
                            )
                            THEN "t0"."closed_at"
                            ELSE "t0"."as_of"
                          END
                        END
                      ) < 0
                    ),
                    TRUE
                  ) AS "unknown",
                  NOT (
                    "t0"."classified_at" IS NOT NULL
                  )
                  AND NOT (
                    COALESCE("t0"."is_closed" AND (
                      "t0"."closed_at" IS NOT NULL
                    ), FALSE)
                    AND NOT (
                      "t0"."classified_at" IS NOT NULL
                    )
                  ) AS "lasts"
                FROM "known_requests" AS "t0"
                WHERE
                  "t0"."received_at" IS NOT NULL
              ) AS "t4"
            ) AS "t12"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t18"
        ) AS "t23"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t19"."part_code",
            "t19"."date",
            "t19"."category_code",
            "t19"."lasts",
            "t19"."seconds",
            "t19"."resolved",
            "t19"."otherwise",
            "t19"."open_still",
            "t19"."unknown",
            'dispatch' AS "stage"
          FROM (
            SELECT
              "t13"."part_code",
              "t13"."date",
              "t13"."category_code",
              "t13"."lasts",
              "t13"."seconds",
              COUNT(*) FILTER(WHERE
                "t13"."resolved") AS "resolved",
              COUNT(*) FILTER(WHERE
                "t13"."otherwise") AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t13"."open_still") AS "open_still",
              COUNT(*) FILTER(WHERE
                "t13"."unknown") AS "unknown"
            FROM (
              SELECT
                "t5"."part_code",
                "t5"."date",
                "t5"."category_code",
                "t5"."exact",
                "t5"."resolved" AND NOT (
                  "t5"."unknown"
                ) AS "resolved",
                "t5"."otherwise" AND NOT (
                  "t5"."unknown"
                ) AS "otherwise",
                "t5"."unknown",
                "t5"."lasts",
                NOT (
                  "t5"."resolved"
                )
                AND NOT (
                  "t5"."otherwise"
                )
                AND NOT (
                  "t5"."unknown"
                ) AS "open_still",
                CASE
                  WHEN "t5"."unknown"
                  THEN -1
                  ELSE CASE
                    WHEN "t5"."exact" < 6000
                    THEN (
                      "t5"."exact" + 59
                    ) - (
                      (
                        "t5"."exact" + 59
                      ) % 60
                    )
                    WHEN "t5"."exact" < 60000
                    THEN (
                      "t5"."exact" + 599
                    ) - (
                      (
                        "t5"."exact" + 599
                      ) % 600
                    )
                    WHEN "t5"."exact" < 600000
                    THEN (
                      "t5"."exact" + 5999
                    ) - (
                      (
                        "t5"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t5"."exact" < 6000000
                    THEN (
                      "t5"."exact" + 59999
                    ) - (
                      (
                        "t5"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t5"."exact" + 599999
                    ) - (
                      (
                        "t5"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t0"."township_code" AS "part_code",
                  DATE_TRUNC('QUARTER', "t0"."date") AS "date",
                  "t0"."category_code",
                  DATE_DIFF(
                    'SECOND',
                    "t0"."classified_at",
                    CASE
                      WHEN "t0"."dispatched_at" IS NOT NULL
                      THEN "t0"."dispatched_at"
                      ELSE CASE
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        AND NOT (
                          "t0"."dispatched_at" IS NOT NULL
                        )
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    END
                  ) AS "exact",
                  "t0"."dispatched_at" IS NOT NULL AS "resolved",
                  COALESCE("t0"."is_closed" AND (
                    "t0"."closed_at" IS NOT NULL
                  ), FALSE)
                  AND NOT (
                    "t0"."dispatched_at" IS NOT NULL
                  ) AS "otherwise",
                  COALESCE(
                    (
                      "t0"."is_closed"
                      AND (
                        "t0"."closed_at" IS NULL
                      )
                      AND NOT (
                        "t0"."dispatched_at" IS NOT NULL
                      )
                    )
                    OR (
                      DATE_DIFF(
                        'SECOND',
                        "t0"."classified_at",
                        CASE
                          WHEN "t0"."dispatched_at" IS NOT NULL
                          THEN "t0"."dispatched_at"
                          ELSE CASE
                            WHEN COALESCE("t0"."is_closed" AND (
                              "t0"."closed_at" IS NOT NULL
                            ), FALSE)
                            AND NOT (
                              "t0"."dispatched_at" IS NOT NULL
                            )
                            THEN "t0"."closed_at"
                            ELSE "t0"."as_of"
                          END
                        END
                      ) < 0
                    ),
                    TRUE
                  ) AS "unknown",
                  NOT (
                    "t0"."dispatched_at" IS NOT NULL
                  )
                  AND NOT (
                    COALESCE("t0"."is_closed" AND (
                      "t0"."closed_at" IS NOT NULL
                    ), FALSE)
                    AND NOT (
                      "t0"."dispatched_at" IS NOT NULL
                    )
                  ) AS "lasts"
                FROM "known_requests" AS "t0"
                WHERE
                  "t0"."classified_at" IS NOT NULL
              ) AS "t5"
            ) AS "t13"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t19"
        ) AS "t24"
      ) AS "t27"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t20"."part_code",
            "t20"."date",
            "t20"."category_code",
            "t20"."lasts",
            "t20"."seconds",
            "t20"."resolved",
            "t20"."otherwise",
            "t20"."open_still",
            "t20"."unknown",
            'sign' AS "stage"
          FROM (
            SELECT
              "t14"."part_code",
              "t14"."date",
              "t14"."category_code",
              "t14"."lasts",
              "t14"."seconds",
              COUNT(*) FILTER(WHERE
                "t14"."resolved") AS "resolved",
              COUNT(*) FILTER(WHERE
                "t14"."otherwise") AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t14"."open_still") AS "open_still",
              COUNT(*) FILTER(WHERE
                "t14"."unknown") AS "unknown"
            FROM (
              SELECT
                "t6"."part_code",
                "t6"."date",
                "t6"."category_code",
                "t6"."exact",
                "t6"."resolved" AND NOT (
                  "t6"."unknown"
                ) AS "resolved",
                "t6"."otherwise" AND NOT (
                  "t6"."unknown"
                ) AS "otherwise",
                "t6"."unknown",
                "t6"."lasts",
                NOT (
                  "t6"."resolved"
                )
                AND NOT (
                  "t6"."otherwise"
                )
                AND NOT (
                  "t6"."unknown"
                ) AS "open_still",
                CASE
                  WHEN "t6"."unknown"
                  THEN -1
                  ELSE CASE
                    WHEN "t6"."exact" < 6000
                    THEN (
                      "t6"."exact" + 59
                    ) - (
                      (
                        "t6"."exact" + 59
                      ) % 60
                    )
                    WHEN "t6"."exact" < 60000
                    THEN (
                      "t6"."exact" + 599
                    ) - (
                      (
                        "t6"."exact" + 599
                      ) % 600
                    )
                    WHEN "t6"."exact" < 600000
                    THEN (
                      "t6"."exact" + 5999
                    ) - (
                      (
                        "t6"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t6"."exact" < 6000000
                    THEN (
                      "t6"."exact" + 59999
                    ) - (
                      (
                        "t6"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t6"."exact" + 599999
                    ) - (
                      (
                        "t6"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t0"."township_code" AS "part_code",
                  DATE_TRUNC('QUARTER', "t0"."date") AS "date",
                  "t0"."category_code",
                  DATE_DIFF(
                    'SECOND',
                    "t0"."dispatched_at",
                    CASE
                      WHEN "t0"."signed_at" IS NOT NULL
                      THEN "t0"."signed_at"
                      ELSE CASE
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        AND NOT (
                          "t0"."signed_at" IS NOT NULL
                        )
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    END
                  ) AS "exact",
                  "t0"."signed_at" IS NOT NULL AS "resolved",
                  COALESCE("t0"."is_closed" AND (
                    "t0"."closed_at" IS NOT NULL
                  ), FALSE)
                  AND NOT (
                    "t0"."signed_at" IS NOT NULL
                  ) AS "otherwise",
                  COALESCE(
                    (
                      "t0"."is_closed"
                      AND (
                        "t0"."closed_at" IS NULL
                      )
                      AND NOT (
                        "t0"."signed_at" IS NOT NULL
                      )
                    )
                    OR (
                      DATE_DIFF(
                        'SECOND',
                        "t0"."dispatched_at",
                        CASE
                          WHEN "t0"."signed_at" IS NOT NULL
                          THEN "t0"."signed_at"
                          ELSE CASE
                            WHEN COALESCE("t0"."is_closed" AND (
                              "t0"."closed_at" IS NOT NULL
                            ), FALSE)
                            AND NOT (
                              "t0"."signed_at" IS NOT NULL
                            )
                            THEN "t0"."closed_at"
                            ELSE "t0"."as_of"
                          END
                        END
                      ) < 0
                    ),
                    TRUE
                  ) AS "unknown",
                  NOT (
                    "t0"."signed_at" IS NOT NULL
                  )
                  AND NOT (
                    COALESCE("t0"."is_closed" AND (
                      "t0"."closed_at" IS NOT NULL
                    ), FALSE)
                    AND NOT (
                      "t0"."signed_at" IS NOT NULL
                    )
                  ) AS "lasts"
                FROM "known_requests" AS "t0"
                WHERE
                  "t0"."dispatched_at" IS NOT NULL
              ) AS "t6"
            ) AS "t14"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t20"
        ) AS "t25"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t21"."part_code",
            "t21"."date",
            "t21"."category_code",
            "t21"."lasts",
            "t21"."seconds",
            "t21"."resolved",
            "t21"."otherwise",
            "t21"."open_still",
            "t21"."unknown",
            'contact' AS "stage"
          FROM (
            SELECT
              "t15"."part_code",
              "t15"."date",
              "t15"."category_code",
              "t15"."lasts",
              "t15"."seconds",
              COUNT(*) FILTER(WHERE
                "t15"."resolved") AS "resolved",
              COUNT(*) FILTER(WHERE
                "t15"."otherwise") AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t15"."open_still") AS "open_still",
              COUNT(*) FILTER(WHERE
                "t15"."unknown") AS "unknown"
            FROM (
              SELECT
                "t7"."part_code",
                "t7"."date",
                "t7"."category_code",
                "t7"."exact",
                "t7"."resolved" AND NOT (
                  "t7"."unknown"
                ) AS "resolved",
                "t7"."otherwise" AND NOT (
                  "t7"."unknown"
                ) AS "otherwise",
                "t7"."unknown",
                "t7"."lasts",
                NOT (
                  "t7"."resolved"
                )
                AND NOT (
                  "t7"."otherwise"
                )
                AND NOT (
                  "t7"."unknown"
                ) AS "open_still",
                CASE
                  WHEN "t7"."unknown"
                  THEN -1
                  ELSE CASE
                    WHEN "t7"."exact" < 6000
                    THEN (
                      "t7"."exact" + 59
                    ) - (
                      (
                        "t7"."exact" + 59
                      ) % 60
                    )
                    WHEN "t7"."exact" < 60000
                    THEN (
                      "t7"."exact" + 599
                    ) - (
                      (
                        "t7"."exact" + 599
                      ) % 600
                    )
                    WHEN "t7"."exact" < 600000
                    THEN (
                      "t7"."exact" + 5999
                    ) - (
                      (
                        "t7"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t7"."exact" < 6000000
                    THEN (
                      "t7"."exact" + 59999
                    ) - (
                      (
                        "t7"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t7"."exact" + 599999
                    ) - (
                      (
                        "t7"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t0"."township_code" AS "part_code",
                  DATE_TRUNC('QUARTER', "t0"."date") AS "date",
                  "t0"."category_code",
                  DATE_DIFF(
                    'SECOND',
                    "t0"."dispatched_at",
                    CASE
                      WHEN "t0"."contacted_at" IS NOT NULL
                      THEN "t0"."contacted_at"
                      ELSE CASE
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        AND NOT (
                          "t0"."contacted_at" IS NOT NULL
                        )
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    END
                  ) AS "exact",
                  "t0"."contacted_at" IS NOT NULL AS "resolved",
                  COALESCE("t0"."is_closed" AND (
                    "t0"."closed_at" IS NOT NULL
                  ), FALSE)
                  AND NOT (
                    "t0"."contacted_at" IS NOT NULL
                  ) AS "otherwise",
                  COALESCE(
                    (
                      "t0"."is_closed"
                      AND (
                        "t0"."closed_at" IS NULL
                      )
                      AND NOT (
                        "t0"."contacted_at" IS NOT NULL
                      )
                    )
                    OR (
                      DATE_DIFF(
                        'SECOND',
                        "t0"."dispatched_at",
                        CASE
                          WHEN "t0"."contacted_at" IS NOT NULL
                          THEN "t0"."contacted_at"
                          ELSE CASE
                            WHEN COALESCE("t0"."is_closed" AND (
                              "t0"."closed_at" IS NOT NULL
                            ), FALSE)
                            AND NOT (
                              "t0"."contacted_at" IS NOT NULL
                            )
                            THEN "t0"."closed_at"
                            ELSE "t0"."as_of"
                          END
                        END
                      ) < 0
                    ),
                    TRUE
                  ) AS "unknown",
                  NOT (
                    "t0"."contacted_at" IS NOT NULL
                  )
                  AND NOT (
                    COALESCE("t0"."is_closed" AND (
                      "t0"."closed_at" IS NOT NULL
                    ), FALSE)
                    AND NOT (
                      "t0"."contacted_at" IS NOT NULL
                    )
                  ) AS "lasts"
                FROM "known_requests" AS "t0"
                WHERE
                  "t0"."dispatched_at" IS NOT NULL
              ) AS "t7"
            ) AS "t15"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t21"
        ) AS "t26"
      ) AS "t28"
    ) AS "t30"
  ) AS "t34"
) AS "t35"
ORDER BY
  "t35"."date" ASC,
  "t35"."part_code" ASC,
  "t35"."category_code" ASC,
  "t35"."stage" ASC,
  "t35"."seconds" ASC,
  "t35"."lasts" ASC
