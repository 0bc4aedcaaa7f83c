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
    "t2"."is_open",
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
      "t1"."is_open",
      "t1"."exact",
      "t1"."resolved" AND NOT (
        "t1"."unknown"
      ) AS "resolved",
      "t1"."otherwise" AND NOT (
        "t1"."unknown"
      ) AS "otherwise",
      "t1"."unknown",
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
        NOT (
          "t0"."is_closed"
        ) AS "is_open",
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
        ) AS "unknown"
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
  "t3"."is_open" ASC
