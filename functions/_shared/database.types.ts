// Generated from the migrations by `npm run types`.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "battle_events": {
                  Row: {
                    "battle_id": string,"id": string,"kind": string,"received_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"id": string,"kind": string,"received_at"?: string
                  }
                  Update: {
                    "battle_id"?: string,"id"?: string,"kind"?: string,"received_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "battle_events_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    }
                  ]
                },"battle_inputs": {
                  Row: {
                    "battle_id": string,"input": NonNullable<Json>,"number": number
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"input": NonNullable<Json>,"number": number
                  }
                  Update: {
                    "battle_id"?: string,"input"?: NonNullable<Json>,"number"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "battle_inputs_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    }
                  ]
                },"battles": {
                  Row: {
                    "asked": number,"bot": string | null,"completed_at": string | null,"correlation_id": string,"created_at": string,"differential": number | null,"dispute_reason": string | null,"end_type": Database["public"]['Enums']["end_type"] | null,"ended_at": string | null,"format": string,"game": number | null,"id": string,"input_log_path": string | null,"match_id": string | null,"p1_name": string | null,"p1_score": number | null,"p1_user": string | null,"p2_name": string | null,"p2_score": number | null,"p2_user": string | null,"rated": boolean,"replay_path": string | null,"rules": NonNullable<Json>,"seen_at": string | null,"sim_version": string | null,"started_at": string | null,"status": Database["public"]['Enums']["battle_status"],"summary": Json | null,"swept_at": string | null,"turns": number | null,"winner_seat": Database["public"]['Enums']["seat"] | null
                  }
                  ComputedFields: never
                  Insert: {
                    "asked"?: number,"bot"?: string | null,"completed_at"?: string | null,"correlation_id": string,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"ended_at"?: string | null,"format": string,"game"?: number | null,"id": string,"input_log_path"?: string | null,"match_id"?: string | null,"p1_name"?: string | null,"p1_score"?: number | null,"p1_user"?: string | null,"p2_name"?: string | null,"p2_score"?: number | null,"p2_user"?: string | null,"rated"?: boolean,"replay_path"?: string | null,"rules"?: NonNullable<Json>,"seen_at"?: string | null,"sim_version"?: string | null,"started_at"?: string | null,"status"?: Database["public"]['Enums']["battle_status"],"summary"?: Json | null,"swept_at"?: string | null,"turns"?: number | null,"winner_seat"?: Database["public"]['Enums']["seat"] | null
                  }
                  Update: {
                    "asked"?: number,"bot"?: string | null,"completed_at"?: string | null,"correlation_id"?: string,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"ended_at"?: string | null,"format"?: string,"game"?: number | null,"id"?: string,"input_log_path"?: string | null,"match_id"?: string | null,"p1_name"?: string | null,"p1_score"?: number | null,"p1_user"?: string | null,"p2_name"?: string | null,"p2_score"?: number | null,"p2_user"?: string | null,"rated"?: boolean,"replay_path"?: string | null,"rules"?: NonNullable<Json>,"seen_at"?: string | null,"sim_version"?: string | null,"started_at"?: string | null,"status"?: Database["public"]['Enums']["battle_status"],"summary"?: Json | null,"swept_at"?: string | null,"turns"?: number | null,"winner_seat"?: Database["public"]['Enums']["seat"] | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "battles_match_id_fkey"
      columns: ["match_id"]
isOneToOne: false
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "battles_p1_user_fkey"
      columns: ["p1_user"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "battles_p2_user_fkey"
      columns: ["p2_user"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"discord_deliveries": {
                  Row: {
                    "attempts": number,"created_at": string,"error": string | null,"id": string,"kind": string,"message_id": string | null,"sent_at": string | null,"state": Database["public"]['Enums']["delivery_state"],"subject": string,"webhook_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at"?: string,"error"?: string | null,"id"?: string,"kind": string,"message_id"?: string | null,"sent_at"?: string | null,"state"?: Database["public"]['Enums']["delivery_state"],"subject": string,"webhook_id"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"error"?: string | null,"id"?: string,"kind"?: string,"message_id"?: string | null,"sent_at"?: string | null,"state"?: Database["public"]['Enums']["delivery_state"],"subject"?: string,"webhook_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "discord_deliveries_webhook_id_fkey"
      columns: ["webhook_id"]
isOneToOne: false
      referencedRelation: "discord_webhooks"
      referencedColumns: ["id"]
    }
                  ]
                },"discord_webhooks": {
                  Row: {
                    "active": boolean,"created_at": string,"disabled_reason": string | null,"discord_id": string,"id": string,"league_id": string,"limited_until": string | null,"token": string
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"created_at"?: string,"disabled_reason"?: string | null,"discord_id": string,"id"?: string,"league_id": string,"limited_until"?: string | null,"token": string
                  }
                  Update: {
                    "active"?: boolean,"created_at"?: string,"disabled_reason"?: string | null,"discord_id"?: string,"id"?: string,"league_id"?: string,"limited_until"?: string | null,"token"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "discord_webhooks_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    }
                  ]
                },"jobs": {
                  Row: {
                    "attempts": number,"correlation_id": string | null,"duration_ms": number | null,"enqueued_at": string,"error": string | null,"finished_at": string | null,"id": string,"kind": string,"msg_id": number,"priority": number,"queue": string,"request_id": string | null,"started_at": string | null,"state": Database["public"]['Enums']["job_state"],"subject": string | null,"triggered_by": string | null,"worker": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"correlation_id"?: string | null,"duration_ms"?: number | null,"enqueued_at"?: string,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"kind": string,"msg_id": number,"priority"?: number,"queue": string,"request_id"?: string | null,"started_at"?: string | null,"state"?: Database["public"]['Enums']["job_state"],"subject"?: string | null,"triggered_by"?: string | null,"worker"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"correlation_id"?: string | null,"duration_ms"?: number | null,"enqueued_at"?: string,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"kind"?: string,"msg_id"?: number,"priority"?: number,"queue"?: string,"request_id"?: string | null,"started_at"?: string | null,"state"?: Database["public"]['Enums']["job_state"],"subject"?: string | null,"triggered_by"?: string | null,"worker"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "jobs_queue_fkey"
      columns: ["queue"]
isOneToOne: false
      referencedRelation: "queue_settings"
      referencedColumns: ["queue"]
    }
                  ]
                },"ladder_entries": {
                  Row: {
                    "battle_id": string | null,"claim": string | null,"expires_at": string,"format": string,"joined_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id"?: string | null,"claim"?: string | null,"expires_at": string,"format": string,"joined_at": string,"user_id": string
                  }
                  Update: {
                    "battle_id"?: string | null,"claim"?: string | null,"expires_at"?: string,"format"?: string,"joined_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ladder_entries_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ladder_entries_user_id_fkey"
      columns: ["user_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"leagues": {
                  Row: {
                    "created_at": string,"id": string,"name": string,"slug": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"name": string,"slug": string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"name"?: string,"slug"?: string
                  }
                  Relationships: [
                    
                  ]
                },"matches": {
                  Row: {
                    "away_games": number,"away_score": number | null,"away_team_id": string,"completed_at": string | null,"created_at": string,"differential": number | null,"dispute_reason": string | null,"end_type": Database["public"]['Enums']["end_type"] | null,"home_games": number,"home_score": number | null,"home_team_id": string,"id": string,"played_at": string | null,"replay_path": string | null,"room_id": string | null,"round": number,"scheduled_at": string | null,"season_id": string,"status": Database["public"]['Enums']["match_status"],"winner_team_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "away_games"?: number,"away_score"?: number | null,"away_team_id": string,"completed_at"?: string | null,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"home_games"?: number,"home_score"?: number | null,"home_team_id": string,"id"?: string,"played_at"?: string | null,"replay_path"?: string | null,"room_id"?: string | null,"round": number,"scheduled_at"?: string | null,"season_id": string,"status"?: Database["public"]['Enums']["match_status"],"winner_team_id"?: string | null
                  }
                  Update: {
                    "away_games"?: number,"away_score"?: number | null,"away_team_id"?: string,"completed_at"?: string | null,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"home_games"?: number,"home_score"?: number | null,"home_team_id"?: string,"id"?: string,"played_at"?: string | null,"replay_path"?: string | null,"room_id"?: string | null,"round"?: number,"scheduled_at"?: string | null,"season_id"?: string,"status"?: Database["public"]['Enums']["match_status"],"winner_team_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "matches_room_id_fkey"
      columns: ["room_id"]
isOneToOne: true
      referencedRelation: "battles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "matches_season_id_away_team_id_fkey"
      columns: ["season_id","away_team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    },{
      foreignKeyName: "matches_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "seasons"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "matches_season_id_home_team_id_fkey"
      columns: ["season_id","home_team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"profiles": {
                  Row: {
                    "created_at": string,"display_name": string,"id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"display_name": string,"id": string
                  }
                  Update: {
                    "created_at"?: string,"display_name"?: string,"id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"queue_settings": {
                  Row: {
                    "backoff_base": number,"backoff_cap": number,"batch_size": number,"consumer": string,"exclusive": boolean,"max_attempts": number,"queue": string,"visibility_timeout": number
                  }
                  ComputedFields: never
                  Insert: {
                    "backoff_base": number,"backoff_cap": number,"batch_size": number,"consumer": string,"exclusive"?: boolean,"max_attempts": number,"queue": string,"visibility_timeout": number
                  }
                  Update: {
                    "backoff_base"?: number,"backoff_cap"?: number,"batch_size"?: number,"consumer"?: string,"exclusive"?: boolean,"max_attempts"?: number,"queue"?: string,"visibility_timeout"?: number
                  }
                  Relationships: [
                    
                  ]
                },"ratings": {
                  Row: {
                    "elo": number,"format": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "elo"?: number,"format": string,"user_id": string
                  }
                  Update: {
                    "elo"?: number,"format"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ratings_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"rosters": {
                  Row: {
                    "species": string,"team_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "species": string,"team_id": string
                  }
                  Update: {
                    "species"?: string,"team_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "rosters_team_id_fkey"
      columns: ["team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["id"]
    }
                  ]
                },"saved_teams": {
                  Row: {
                    "format": string,"id": string,"name": string,"team": string,"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "format": string,"id"?: string,"name": string,"team": string,"updated_at"?: string,"user_id"?: string
                  }
                  Update: {
                    "format"?: string,"id"?: string,"name"?: string,"team"?: string,"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "saved_teams_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"seasons": {
                  Row: {
                    "best_of": number,"clock": string,"created_at": string,"ends_on": string | null,"format": string,"id": string,"league_id": string,"name": string,"spectator_delay": number,"starts_on": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "best_of"?: number,"clock"?: string,"created_at"?: string,"ends_on"?: string | null,"format": string,"id"?: string,"league_id": string,"name": string,"spectator_delay"?: number,"starts_on"?: string | null
                  }
                  Update: {
                    "best_of"?: number,"clock"?: string,"created_at"?: string,"ends_on"?: string | null,"format"?: string,"id"?: string,"league_id"?: string,"name"?: string,"spectator_delay"?: number,"starts_on"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "seasons_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    }
                  ]
                },"standings": {
                  Row: {
                    "differential": number,"losses": number,"season_id": string,"team_id": string,"ties": number,"updated_at": string,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "differential"?: number,"losses"?: number,"season_id": string,"team_id": string,"ties"?: number,"updated_at"?: string,"wins"?: number
                  }
                  Update: {
                    "differential"?: number,"losses"?: number,"season_id"?: string,"team_id"?: string,"ties"?: number,"updated_at"?: string,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "standings_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: true
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"teams": {
                  Row: {
                    "coach_id": string | null,"created_at": string,"id": string,"name": string,"season_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "coach_id"?: string | null,"created_at"?: string,"id"?: string,"name": string,"season_id": string
                  }
                  Update: {
                    "coach_id"?: string | null,"created_at"?: string,"id"?: string,"name"?: string,"season_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "teams_coach_id_fkey"
      columns: ["coach_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "teams_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "seasons"
      referencedColumns: ["id"]
    }
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "battle_inputs_of":
{ Args: { "p_battle_id": string }; Returns: Json
                           },
"battle_seen":
{ Args: { "p_battle_id": string }; Returns: boolean
                           },
"battles_to_sweep":
{ Args: { "p_limit": number }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"correlation_id": string,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"ended_at": string | null,
"format": string,
"game": number | null,
"id": string,
"input_log_path": string | null,
"match_id": string | null,
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seen_at": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: false
        isSetofReturn: true
      } },
"begin_delivery":
{ Args: { "p_kind": string,"p_subject": string,"p_webhook_id": string }; Returns: {
              "id": string,"message_id": string,"state": string
            }[]
                           },
"call_off_battle":
{ Args: { "p_battle_id": string }; Returns: undefined
                           },
"claim_jobs":
{ Args: { "p_queue": string,"p_worker": string }; Returns: {
              "attempts": number,"backoff_base": number,"backoff_cap": number,"job_id": string,"max_attempts": number,"message": Json,"msg_id": number,"read_ct": number
            }[]
                           },
"complete_battle":
{ Args: { "p_battle_id": string,"p_msg_id": number,"p_read_ct": number,"p_summary": Json }; Returns: string
                           },
"dead_letter_job":
{ Args: { "p_error": string,"p_msg_id": number,"p_queue": string,"p_read_ct": number }; Returns: boolean
                           },
"disable_webhook":
{ Args: { "p_reason": string,"p_webhook_id": string }; Returns: undefined
                           },
"enter_ladder":
{ Args: { "p_claim": string,"p_format": string,"p_resume": boolean,"p_team_id": string,"p_user": string }; Returns: Json
                           },
"finish_delivery":
{ Args: { "p_error": string,"p_id": string,"p_message_id": string,"p_state": string }; Returns: undefined
                           },
"finish_job":
{ Args: { "p_msg_id": number,"p_queue": string,"p_read_ct": number }; Returns: boolean
                           },
"give_up_battle":
{ Args: { "p_battle_id": string,"p_reason": string }; Returns: boolean
                           },
"leave_ladder":
{ Args: { "p_claims": (string)[] }; Returns: undefined
                           },
"limit_webhook":
{ Args: { "p_seconds": number,"p_webhook_id": string }; Returns: undefined
                           },
"notification_context":
{ Args: { "p_match_id": string }; Returns: Json
                           },
"open_battle":
{ Args: { "p_battle_id": string,"p_bot"?: string,"p_correlation_id": string,"p_format": string,"p_rules"?: Json,"p_user": string }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"correlation_id": string,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"ended_at": string | null,
"format": string,
"game": number | null,
"id": string,
"input_log_path": string | null,
"match_id": string | null,
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seen_at": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: true
        isSetofReturn: false
      } },
"open_match_battle":
{ Args: { "p_battle_id": string,"p_correlation_id": string,"p_match_id": string }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"correlation_id": string,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"ended_at": string | null,
"format": string,
"game": number | null,
"id": string,
"input_log_path": string | null,
"match_id": string | null,
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seen_at": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: true
        isSetofReturn: false
      } },
"pair_ladder":
{ Args: { "p_battle_id": string,"p_format": string,"p_p1": string,"p_p1_claim": string,"p_p2": string,"p_p2_claim": string,"p_pair": string,"p_rules": Json }; Returns: Json
                           },
"record_battle_abandoned":
{ Args: { "p_battle_id": string,"p_event_id": string,"p_occurred_at": string,"p_present": (string)[] }; Returns: string
                           },
"record_battle_completed":
{ Args: { "p_battle_id": string,"p_end_type": string,"p_event_id": string,"p_input_log_path": string,"p_occurred_at": string,"p_replay_path": string,"p_request_id": string,"p_sim_version": string,"p_turns": number,"p_winner": string }; Returns: string
                           },
"record_battle_failed":
{ Args: { "p_battle_id": string,"p_event_id": string,"p_occurred_at": string,"p_reason": string }; Returns: string
                           },
"record_battle_started":
{ Args: { "p_battle_id": string,"p_event_id": string,"p_occurred_at": string,"p_p1_name": string,"p_p2_name": string,"p_sim_version": string }; Returns: string
                           },
"record_inputs":
{ Args: { "p_battle_id": string,"p_from": number,"p_inputs": Json }; Returns: number
                           },
"renew_ladder":
{ Args: { "p_claims": (string)[] }; Returns: (string)[]
                           },
"retry_job":
{ Args: { "p_counts"?: boolean,"p_delay_seconds": number,"p_error": string,"p_msg_id": number,"p_queue": string,"p_read_ct": number }; Returns: boolean
                           },
"take_seat":
{ Args: { "p_battle_id": string,"p_user": string }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"correlation_id": string,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"ended_at": string | null,
"format": string,
"game": number | null,
"id": string,
"input_log_path": string | null,
"match_id": string | null,
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seen_at": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: true
        isSetofReturn: false
      } },
"withdraw_battle":
{ Args: { "p_battle_id": string }; Returns: boolean
                           }
          }
          Enums: {
            "battle_status": "waiting"|"live"|"ended"|"completed"|"disputed"|"void","delivery_state": "sending"|"sent"|"ambiguous"|"failed","end_type": "win"|"tie"|"forfeit"|"timeout"|"disconnect"|"void","job_state": "queued"|"processing"|"completed"|"failed"|"dead_letter","match_status": "scheduled"|"in_progress"|"completed"|"disputed"|"cancelled","seat": "p1"|"p2"
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            "battle_status": ["waiting", "live", "ended", "completed", "disputed", "void"],"delivery_state": ["sending", "sent", "ambiguous", "failed"],"end_type": ["win", "tie", "forfeit", "timeout", "disconnect", "void"],"job_state": ["queued", "processing", "completed", "failed", "dead_letter"],"match_status": ["scheduled", "in_progress", "completed", "disputed", "cancelled"],"seat": ["p1", "p2"]
          }
        }
} as const
