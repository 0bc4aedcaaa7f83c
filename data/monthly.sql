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
      "t0"."date" AS "day",
      DATE_TRUNC('MONTH', "t0"."date") AS "first_day"
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
      "t5"."date" AS "day",
      DATE_TRUNC('MONTH', "t5"."date") AS "first_day"
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
      CASE
        WHEN EXTRACT(day FROM "t0"."date") < 19
        THEN DATE_TRUNC('MONTH', "t0"."date")
        ELSE DATE_TRUNC('MONTH', "t0"."date") + INTERVAL '18' DAY
      END AS "date",
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
      "t0"."date" AS "day",
      CASE
        WHEN EXTRACT(day FROM "t0"."date") < 19
        THEN DATE_TRUNC('MONTH', "t0"."date")
        ELSE DATE_TRUNC('MONTH', "t0"."date") + INTERVAL '18' DAY
      END AS "first_day"
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
    COUNT(*) AS "issues_per_100_visits_denominator",
    SUM(
      CAST(COALESCE(
        "t1"."is_settled"
        AND (
          (
            "t1"."previous_date" IS NULL
          )
          OR (
            "t1"."previous_date" < "t1"."first_day"
          )
        ),
        FALSE
      ) AS INT)
    ) AS "household_coverage_rate_settled"
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
      "t0"."date" AS "day",
      DATE_TRUNC('MONTH', "t0"."date") AS "first_day"
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
      "t0"."date" AS "day",
      DATE_TRUNC('MONTH', "t0"."date") AS "first_day"
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
    "t3"."part_code",
    "t3"."date",
    "t3"."lasts",
    "t3"."seconds",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 0) AS "resolved",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 1) AS "otherwise",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 2) AS "open_still",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 3) AS "unknown"
  FROM (
    SELECT
      "t2"."part_code",
      "t2"."date",
      "t2"."exact",
      "t2"."fate",
      "t2"."lasts",
      CASE
        WHEN "t2"."fate" = 3
        THEN -1
        ELSE CASE
          WHEN "t2"."exact" < 864000
          THEN (
            "t2"."exact" + 59
          ) - (
            (
              "t2"."exact" + 59
            ) % 60
          )
          WHEN "t2"."exact" < 8640000
          THEN (
            "t2"."exact" + 3599
          ) - (
            (
              "t2"."exact" + 3599
            ) % 3600
          )
          ELSE (
            "t2"."exact" + 86399
          ) - (
            (
              "t2"."exact" + 86399
            ) % 86400
          )
        END
      END AS "seconds"
    FROM (
      SELECT
        "t1"."part_code",
        "t1"."date",
        "t1"."exact",
        CASE
          WHEN "t1"."exact" IS NULL
          THEN 3
          WHEN "t1"."exact" < 0
          THEN 3
          ELSE "t1"."ending"
        END AS "fate",
        "t1"."ending" >= 2 AS "lasts"
      FROM (
        SELECT
          "t0"."township_code" AS "part_code",
          DATE_TRUNC('MONTH', "t0"."date") AS "date",
          DATE_DIFF(
            'SECOND',
            "t0"."received_at",
            CASE WHEN "t0"."is_closed" THEN "t0"."closed_at" ELSE "t0"."as_of" END
          ) AS "exact",
          CASE
            WHEN NOT (
              "t0"."is_closed"
            )
            THEN 2
            WHEN "t0"."closed_at" IS NULL
            THEN 3
            WHEN COALESCE(
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
            THEN 1
            ELSE 0
          END AS "ending"
        FROM "known_requests" AS "t0"
      ) AS "t1"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t4"
ORDER BY
  "t4"."date" ASC,
  "t4"."part_code" ASC,
  "t4"."seconds" ASC,
  "t4"."lasts" ASC

-- matters
SELECT
  *
FROM (
  SELECT
    "t3"."part_code",
    "t3"."date",
    "t3"."category_code",
    "t3"."lasts",
    "t3"."seconds",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 0) AS "resolved",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 1) AS "otherwise",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 2) AS "open_still",
    COUNT(*) FILTER(WHERE
      "t3"."fate" = 3) AS "unknown"
  FROM (
    SELECT
      "t2"."part_code",
      "t2"."date",
      "t2"."category_code",
      "t2"."exact",
      "t2"."fate",
      "t2"."lasts",
      CASE
        WHEN "t2"."fate" = 3
        THEN -1
        ELSE CASE
          WHEN "t2"."exact" < 86400
          THEN (
            "t2"."exact" + 599
          ) - (
            (
              "t2"."exact" + 599
            ) % 600
          )
          WHEN "t2"."exact" < 8640000
          THEN (
            "t2"."exact" + 3599
          ) - (
            (
              "t2"."exact" + 3599
            ) % 3600
          )
          ELSE (
            "t2"."exact" + 86399
          ) - (
            (
              "t2"."exact" + 86399
            ) % 86400
          )
        END
      END AS "seconds"
    FROM (
      SELECT
        "t1"."part_code",
        "t1"."date",
        "t1"."category_code",
        "t1"."exact",
        CASE
          WHEN "t1"."exact" IS NULL
          THEN 3
          WHEN "t1"."exact" < 0
          THEN 3
          ELSE "t1"."ending"
        END AS "fate",
        "t1"."ending" >= 2 AS "lasts"
      FROM (
        SELECT
          "t0"."township_code" AS "part_code",
          DATE_TRUNC('QUARTER', "t0"."date") AS "date",
          "t0"."category_code",
          DATE_DIFF(
            'SECOND',
            "t0"."received_at",
            CASE WHEN "t0"."is_closed" THEN "t0"."closed_at" ELSE "t0"."as_of" END
          ) AS "exact",
          CASE
            WHEN NOT (
              "t0"."is_closed"
            )
            THEN 2
            WHEN "t0"."closed_at" IS NULL
            THEN 3
            WHEN COALESCE(
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
            THEN 1
            ELSE 0
          END AS "ending"
        FROM "known_requests" AS "t0"
      ) AS "t1"
    ) AS "t2"
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t4"
ORDER BY
  "t4"."date" ASC,
  "t4"."part_code" ASC,
  "t4"."category_code" ASC,
  "t4"."seconds" ASC,
  "t4"."lasts" ASC

-- steps
SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t27"."part_code",
      "t27"."date",
      "t27"."category_code",
      "t27"."lasts",
      "t27"."seconds",
      "t27"."resolved",
      "t27"."otherwise",
      "t27"."open_still",
      "t27"."unknown",
      'whole' AS "stage"
    FROM (
      SELECT
        "t21"."part_code",
        "t21"."date",
        "t21"."category_code",
        "t21"."lasts",
        "t21"."seconds",
        COUNT(*) FILTER(WHERE
          "t21"."fate" = 0) AS "resolved",
        COUNT(*) FILTER(WHERE
          "t21"."fate" = 1) AS "otherwise",
        COUNT(*) FILTER(WHERE
          "t21"."fate" = 2) AS "open_still",
        COUNT(*) FILTER(WHERE
          "t21"."fate" = 3) AS "unknown"
      FROM (
        SELECT
          "t13"."part_code",
          "t13"."date",
          "t13"."category_code",
          "t13"."exact",
          "t13"."fate",
          "t13"."lasts",
          CASE
            WHEN "t13"."fate" = 3
            THEN -1
            ELSE CASE
              WHEN "t13"."exact" < 6000
              THEN (
                "t13"."exact" + 59
              ) - (
                (
                  "t13"."exact" + 59
                ) % 60
              )
              WHEN "t13"."exact" < 60000
              THEN (
                "t13"."exact" + 599
              ) - (
                (
                  "t13"."exact" + 599
                ) % 600
              )
              WHEN "t13"."exact" < 600000
              THEN (
                "t13"."exact" + 5999
              ) - (
                (
                  "t13"."exact" + 5999
                ) % 6000
              )
              WHEN "t13"."exact" < 6000000
              THEN (
                "t13"."exact" + 59999
              ) - (
                (
                  "t13"."exact" + 59999
                ) % 60000
              )
              ELSE (
                "t13"."exact" + 599999
              ) - (
                (
                  "t13"."exact" + 599999
                ) % 600000
              )
            END
          END AS "seconds"
        FROM (
          SELECT
            "t7"."part_code",
            "t7"."date",
            "t7"."category_code",
            "t7"."exact",
            CASE
              WHEN "t7"."exact" IS NULL
              THEN 3
              WHEN "t7"."exact" < 0
              THEN 3
              ELSE "t7"."ending"
            END AS "fate",
            "t7"."ending" >= 2 AS "lasts"
          FROM (
            SELECT
              "t0"."township_code" AS "part_code",
              DATE_TRUNC('QUARTER', "t0"."date") AS "date",
              "t0"."category_code",
              DATE_DIFF(
                'SECOND',
                "t0"."received_at",
                CASE WHEN "t0"."is_closed" THEN "t0"."closed_at" ELSE "t0"."as_of" END
              ) AS "exact",
              CASE
                WHEN NOT (
                  "t0"."is_closed"
                )
                THEN 2
                WHEN "t0"."closed_at" IS NULL
                THEN 3
                WHEN COALESCE(
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
                THEN 1
                ELSE 0
              END AS "ending"
            FROM "known_requests" AS "t0"
          ) AS "t7"
        ) AS "t13"
      ) AS "t21"
      GROUP BY
        1,
        2,
        3,
        4,
        5
    ) AS "t27"
  ) AS "t34"
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
          "t38"."part_code",
          "t38"."date",
          "t38"."category_code",
          "t38"."lasts",
          "t38"."seconds",
          "t38"."resolved",
          "t38"."otherwise",
          "t38"."open_still",
          "t38"."unknown",
          'handle' AS "stage"
        FROM (
          SELECT
            "t29"."part_code",
            "t29"."date",
            "t29"."category_code",
            "t29"."lasts",
            "t29"."seconds",
            COUNT(*) FILTER(WHERE
              "t29"."fate" = 0) AS "resolved",
            COUNT(*) FILTER(WHERE
              "t29"."fate" = 1) AS "otherwise",
            COUNT(*) FILTER(WHERE
              "t29"."fate" = 2) AS "open_still",
            COUNT(*) FILTER(WHERE
              "t29"."fate" = 3) AS "unknown"
          FROM (
            SELECT
              "t15"."part_code",
              "t15"."date",
              "t15"."category_code",
              "t15"."exact",
              "t15"."fate",
              "t15"."lasts",
              CASE
                WHEN "t15"."fate" = 3
                THEN -1
                ELSE CASE
                  WHEN "t15"."exact" < 6000
                  THEN (
                    "t15"."exact" + 59
                  ) - (
                    (
                      "t15"."exact" + 59
                    ) % 60
                  )
                  WHEN "t15"."exact" < 60000
                  THEN (
                    "t15"."exact" + 599
                  ) - (
                    (
                      "t15"."exact" + 599
                    ) % 600
                  )
                  WHEN "t15"."exact" < 600000
                  THEN (
                    "t15"."exact" + 5999
                  ) - (
                    (
                      "t15"."exact" + 5999
                    ) % 6000
                  )
                  WHEN "t15"."exact" < 6000000
                  THEN (
                    "t15"."exact" + 59999
                  ) - (
                    (
                      "t15"."exact" + 59999
                    ) % 60000
                  )
                  ELSE (
                    "t15"."exact" + 599999
                  ) - (
                    (
                      "t15"."exact" + 599999
                    ) % 600000
                  )
                END
              END AS "seconds"
            FROM (
              SELECT
                "t14"."part_code",
                "t14"."date",
                "t14"."category_code",
                "t14"."exact",
                CASE
                  WHEN "t14"."exact" IS NULL
                  THEN 3
                  WHEN "t14"."exact" < 0
                  THEN 3
                  ELSE "t14"."ending"
                END AS "fate",
                "t14"."ending" >= 2 AS "lasts"
              FROM (
                SELECT
                  "t2"."part_code",
                  "t2"."date",
                  "t2"."category_code",
                  DATE_DIFF(
                    'SECOND',
                    "t2"."start",
                    CASE
                      WHEN "t2"."closed" AND NOT (
                        "t2"."aside"
                      )
                      THEN "t2"."end"
                      WHEN "t2"."closed"
                      THEN "t2"."closed_at"
                      ELSE "t2"."as_of"
                    END
                  ) AS "exact",
                  CASE
                    WHEN "t2"."closed" AND NOT (
                      "t2"."aside"
                    )
                    THEN 0
                    WHEN "t2"."closed"
                    THEN 1
                    WHEN "t2"."is_closed"
                    THEN 3
                    ELSE 2
                  END AS "ending"
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
                ) AS "t2"
              ) AS "t14"
            ) AS "t15"
          ) AS "t29"
          GROUP BY
            1,
            2,
            3,
            4,
            5
        ) AS "t38"
      ) AS "t39"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t22"."part_code",
          "t22"."date",
          "t22"."category_code",
          "t22"."lasts",
          "t22"."seconds",
          "t22"."resolved",
          "t22"."otherwise",
          "t22"."open_still",
          "t22"."unknown",
          'feedback' AS "stage"
        FROM (
          SELECT
            "t16"."part_code",
            "t16"."date",
            "t16"."category_code",
            "t16"."lasts",
            "t16"."seconds",
            COUNT(*) FILTER(WHERE
              "t16"."fate" = 0) AS "resolved",
            COUNT(*) FILTER(WHERE
              "t16"."fate" = 1) AS "otherwise",
            COUNT(*) FILTER(WHERE
              "t16"."fate" = 2) AS "open_still",
            COUNT(*) FILTER(WHERE
              "t16"."fate" = 3) AS "unknown"
          FROM (
            SELECT
              "t8"."part_code",
              "t8"."date",
              "t8"."category_code",
              "t8"."exact",
              "t8"."fate",
              "t8"."lasts",
              CASE
                WHEN "t8"."fate" = 3
                THEN -1
                ELSE CASE
                  WHEN "t8"."exact" < 6000
                  THEN (
                    "t8"."exact" + 59
                  ) - (
                    (
                      "t8"."exact" + 59
                    ) % 60
                  )
                  WHEN "t8"."exact" < 60000
                  THEN (
                    "t8"."exact" + 599
                  ) - (
                    (
                      "t8"."exact" + 599
                    ) % 600
                  )
                  WHEN "t8"."exact" < 600000
                  THEN (
                    "t8"."exact" + 5999
                  ) - (
                    (
                      "t8"."exact" + 5999
                    ) % 6000
                  )
                  WHEN "t8"."exact" < 6000000
                  THEN (
                    "t8"."exact" + 59999
                  ) - (
                    (
                      "t8"."exact" + 59999
                    ) % 60000
                  )
                  ELSE (
                    "t8"."exact" + 599999
                  ) - (
                    (
                      "t8"."exact" + 599999
                    ) % 600000
                  )
                END
              END AS "seconds"
            FROM (
              SELECT
                "t1"."part_code",
                "t1"."date",
                "t1"."category_code",
                "t1"."exact",
                CASE
                  WHEN "t1"."exact" IS NULL
                  THEN 3
                  WHEN "t1"."exact" < 0
                  THEN 3
                  ELSE "t1"."ending"
                END AS "fate",
                "t1"."ending" >= 2 AS "lasts"
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
                      ELSE "t0"."as_of"
                    END
                  ) AS "exact",
                  CASE WHEN "t0"."feedback_at" IS NOT NULL THEN 0 ELSE 2 END AS "ending"
                FROM "known_requests" AS "t0"
                WHERE
                  "t0"."closed_at" IS NOT NULL
                  AND COALESCE("t0"."is_closed" AND (
                    "t0"."closed_at" IS NOT NULL
                  ), FALSE)
              ) AS "t1"
            ) AS "t8"
          ) AS "t16"
          GROUP BY
            1,
            2,
            3,
            4,
            5
        ) AS "t22"
      ) AS "t28"
    ) AS "t40"
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
            "t23"."part_code",
            "t23"."date",
            "t23"."category_code",
            "t23"."lasts",
            "t23"."seconds",
            "t23"."resolved",
            "t23"."otherwise",
            "t23"."open_still",
            "t23"."unknown",
            'classify' AS "stage"
          FROM (
            SELECT
              "t17"."part_code",
              "t17"."date",
              "t17"."category_code",
              "t17"."lasts",
              "t17"."seconds",
              COUNT(*) FILTER(WHERE
                "t17"."fate" = 0) AS "resolved",
              COUNT(*) FILTER(WHERE
                "t17"."fate" = 1) AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t17"."fate" = 2) AS "open_still",
              COUNT(*) FILTER(WHERE
                "t17"."fate" = 3) AS "unknown"
            FROM (
              SELECT
                "t9"."part_code",
                "t9"."date",
                "t9"."category_code",
                "t9"."exact",
                "t9"."fate",
                "t9"."lasts",
                CASE
                  WHEN "t9"."fate" = 3
                  THEN -1
                  ELSE CASE
                    WHEN "t9"."exact" < 6000
                    THEN (
                      "t9"."exact" + 59
                    ) - (
                      (
                        "t9"."exact" + 59
                      ) % 60
                    )
                    WHEN "t9"."exact" < 60000
                    THEN (
                      "t9"."exact" + 599
                    ) - (
                      (
                        "t9"."exact" + 599
                      ) % 600
                    )
                    WHEN "t9"."exact" < 600000
                    THEN (
                      "t9"."exact" + 5999
                    ) - (
                      (
                        "t9"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t9"."exact" < 6000000
                    THEN (
                      "t9"."exact" + 59999
                    ) - (
                      (
                        "t9"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t9"."exact" + 599999
                    ) - (
                      (
                        "t9"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t3"."part_code",
                  "t3"."date",
                  "t3"."category_code",
                  "t3"."exact",
                  CASE
                    WHEN "t3"."exact" IS NULL
                    THEN 3
                    WHEN "t3"."exact" < 0
                    THEN 3
                    ELSE "t3"."ending"
                  END AS "fate",
                  "t3"."ending" >= 2 AS "lasts"
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
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    ) AS "exact",
                    CASE
                      WHEN "t0"."classified_at" IS NOT NULL
                      THEN 0
                      WHEN COALESCE("t0"."is_closed" AND (
                        "t0"."closed_at" IS NOT NULL
                      ), FALSE)
                      THEN 1
                      WHEN "t0"."is_closed"
                      THEN 3
                      ELSE 2
                    END AS "ending"
                  FROM "known_requests" AS "t0"
                  WHERE
                    "t0"."received_at" IS NOT NULL
                ) AS "t3"
              ) AS "t9"
            ) AS "t17"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t23"
        ) AS "t30"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t24"."part_code",
            "t24"."date",
            "t24"."category_code",
            "t24"."lasts",
            "t24"."seconds",
            "t24"."resolved",
            "t24"."otherwise",
            "t24"."open_still",
            "t24"."unknown",
            'dispatch' AS "stage"
          FROM (
            SELECT
              "t18"."part_code",
              "t18"."date",
              "t18"."category_code",
              "t18"."lasts",
              "t18"."seconds",
              COUNT(*) FILTER(WHERE
                "t18"."fate" = 0) AS "resolved",
              COUNT(*) FILTER(WHERE
                "t18"."fate" = 1) AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t18"."fate" = 2) AS "open_still",
              COUNT(*) FILTER(WHERE
                "t18"."fate" = 3) AS "unknown"
            FROM (
              SELECT
                "t10"."part_code",
                "t10"."date",
                "t10"."category_code",
                "t10"."exact",
                "t10"."fate",
                "t10"."lasts",
                CASE
                  WHEN "t10"."fate" = 3
                  THEN -1
                  ELSE CASE
                    WHEN "t10"."exact" < 6000
                    THEN (
                      "t10"."exact" + 59
                    ) - (
                      (
                        "t10"."exact" + 59
                      ) % 60
                    )
                    WHEN "t10"."exact" < 60000
                    THEN (
                      "t10"."exact" + 599
                    ) - (
                      (
                        "t10"."exact" + 599
                      ) % 600
                    )
                    WHEN "t10"."exact" < 600000
                    THEN (
                      "t10"."exact" + 5999
                    ) - (
                      (
                        "t10"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t10"."exact" < 6000000
                    THEN (
                      "t10"."exact" + 59999
                    ) - (
                      (
                        "t10"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t10"."exact" + 599999
                    ) - (
                      (
                        "t10"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t4"."part_code",
                  "t4"."date",
                  "t4"."category_code",
                  "t4"."exact",
                  CASE
                    WHEN "t4"."exact" IS NULL
                    THEN 3
                    WHEN "t4"."exact" < 0
                    THEN 3
                    ELSE "t4"."ending"
                  END AS "fate",
                  "t4"."ending" >= 2 AS "lasts"
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
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    ) AS "exact",
                    CASE
                      WHEN "t0"."dispatched_at" IS NOT NULL
                      THEN 0
                      WHEN COALESCE("t0"."is_closed" AND (
                        "t0"."closed_at" IS NOT NULL
                      ), FALSE)
                      THEN 1
                      WHEN "t0"."is_closed"
                      THEN 3
                      ELSE 2
                    END AS "ending"
                  FROM "known_requests" AS "t0"
                  WHERE
                    "t0"."classified_at" IS NOT NULL
                ) AS "t4"
              ) AS "t10"
            ) AS "t18"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t24"
        ) AS "t31"
      ) AS "t35"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t25"."part_code",
            "t25"."date",
            "t25"."category_code",
            "t25"."lasts",
            "t25"."seconds",
            "t25"."resolved",
            "t25"."otherwise",
            "t25"."open_still",
            "t25"."unknown",
            'sign' AS "stage"
          FROM (
            SELECT
              "t19"."part_code",
              "t19"."date",
              "t19"."category_code",
              "t19"."lasts",
              "t19"."seconds",
              COUNT(*) FILTER(WHERE
                "t19"."fate" = 0) AS "resolved",
              COUNT(*) FILTER(WHERE
                "t19"."fate" = 1) AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t19"."fate" = 2) AS "open_still",
              COUNT(*) FILTER(WHERE
                "t19"."fate" = 3) AS "unknown"
            FROM (
              SELECT
                "t11"."part_code",
                "t11"."date",
                "t11"."category_code",
                "t11"."exact",
                "t11"."fate",
                "t11"."lasts",
                CASE
                  WHEN "t11"."fate" = 3
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
                  "t5"."part_code",
                  "t5"."date",
                  "t5"."category_code",
                  "t5"."exact",
                  CASE
                    WHEN "t5"."exact" IS NULL
                    THEN 3
                    WHEN "t5"."exact" < 0
                    THEN 3
                    ELSE "t5"."ending"
                  END AS "fate",
                  "t5"."ending" >= 2 AS "lasts"
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
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    ) AS "exact",
                    CASE
                      WHEN "t0"."signed_at" IS NOT NULL
                      THEN 0
                      WHEN COALESCE("t0"."is_closed" AND (
                        "t0"."closed_at" IS NOT NULL
                      ), FALSE)
                      THEN 1
                      WHEN "t0"."is_closed"
                      THEN 3
                      ELSE 2
                    END AS "ending"
                  FROM "known_requests" AS "t0"
                  WHERE
                    "t0"."dispatched_at" IS NOT NULL
                ) AS "t5"
              ) AS "t11"
            ) AS "t19"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t25"
        ) AS "t32"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t26"."part_code",
            "t26"."date",
            "t26"."category_code",
            "t26"."lasts",
            "t26"."seconds",
            "t26"."resolved",
            "t26"."otherwise",
            "t26"."open_still",
            "t26"."unknown",
            'contact' AS "stage"
          FROM (
            SELECT
              "t20"."part_code",
              "t20"."date",
              "t20"."category_code",
              "t20"."lasts",
              "t20"."seconds",
              COUNT(*) FILTER(WHERE
                "t20"."fate" = 0) AS "resolved",
              COUNT(*) FILTER(WHERE
                "t20"."fate" = 1) AS "otherwise",
              COUNT(*) FILTER(WHERE
                "t20"."fate" = 2) AS "open_still",
              COUNT(*) FILTER(WHERE
                "t20"."fate" = 3) AS "unknown"
            FROM (
              SELECT
                "t12"."part_code",
                "t12"."date",
                "t12"."category_code",
                "t12"."exact",
                "t12"."fate",
                "t12"."lasts",
                CASE
                  WHEN "t12"."fate" = 3
                  THEN -1
                  ELSE CASE
                    WHEN "t12"."exact" < 6000
                    THEN (
                      "t12"."exact" + 59
                    ) - (
                      (
                        "t12"."exact" + 59
                      ) % 60
                    )
                    WHEN "t12"."exact" < 60000
                    THEN (
                      "t12"."exact" + 599
                    ) - (
                      (
                        "t12"."exact" + 599
                      ) % 600
                    )
                    WHEN "t12"."exact" < 600000
                    THEN (
                      "t12"."exact" + 5999
                    ) - (
                      (
                        "t12"."exact" + 5999
                      ) % 6000
                    )
                    WHEN "t12"."exact" < 6000000
                    THEN (
                      "t12"."exact" + 59999
                    ) - (
                      (
                        "t12"."exact" + 59999
                      ) % 60000
                    )
                    ELSE (
                      "t12"."exact" + 599999
                    ) - (
                      (
                        "t12"."exact" + 599999
                      ) % 600000
                    )
                  END
                END AS "seconds"
              FROM (
                SELECT
                  "t6"."part_code",
                  "t6"."date",
                  "t6"."category_code",
                  "t6"."exact",
                  CASE
                    WHEN "t6"."exact" IS NULL
                    THEN 3
                    WHEN "t6"."exact" < 0
                    THEN 3
                    ELSE "t6"."ending"
                  END AS "fate",
                  "t6"."ending" >= 2 AS "lasts"
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
                        WHEN COALESCE("t0"."is_closed" AND (
                          "t0"."closed_at" IS NOT NULL
                        ), FALSE)
                        THEN "t0"."closed_at"
                        ELSE "t0"."as_of"
                      END
                    ) AS "exact",
                    CASE
                      WHEN "t0"."contacted_at" IS NOT NULL
                      THEN 0
                      WHEN COALESCE("t0"."is_closed" AND (
                        "t0"."closed_at" IS NOT NULL
                      ), FALSE)
                      THEN 1
                      WHEN "t0"."is_closed"
                      THEN 3
                      ELSE 2
                    END AS "ending"
                  FROM "known_requests" AS "t0"
                  WHERE
                    "t0"."dispatched_at" IS NOT NULL
                ) AS "t6"
              ) AS "t12"
            ) AS "t20"
            GROUP BY
              1,
              2,
              3,
              4,
              5
          ) AS "t26"
        ) AS "t33"
      ) AS "t36"
    ) AS "t37"
  ) AS "t41"
) AS "t42"
ORDER BY
  "t42"."date" ASC,
  "t42"."part_code" ASC,
  "t42"."category_code" ASC,
  "t42"."stage" ASC,
  "t42"."seconds" ASC,
  "t42"."lasts" ASC
