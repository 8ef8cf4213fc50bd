// Generated from the migrations by `npm run types`.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "admin_actions": {
                  Row: {
                    "action": string,"actor": string,"at": string,"details": NonNullable<Json>,"id": number,"league_id": string | null,"request_id": string | null,"subject": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "action": string,"actor": string,"at"?: string,"details"?: NonNullable<Json>,"id"?: never,"league_id"?: string | null,"request_id"?: string | null,"subject"?: string | null
                  }
                  Update: {
                    "action"?: string,"actor"?: string,"at"?: string,"details"?: NonNullable<Json>,"id"?: never,"league_id"?: string | null,"request_id"?: string | null,"subject"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "admin_actions_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    }
                  ]
                },"alerts": {
                  Row: {
                    "details": NonNullable<Json>,"id": string,"kind": string,"opened_at": string,"raised": number,"raised_at": string,"subject": string
                  }
                  ComputedFields: never
                  Insert: {
                    "details"?: NonNullable<Json>,"id"?: string,"kind": string,"opened_at"?: string,"raised"?: number,"raised_at"?: string,"subject": string
                  }
                  Update: {
                    "details"?: NonNullable<Json>,"id"?: string,"kind"?: string,"opened_at"?: string,"raised"?: number,"raised_at"?: string,"subject"?: string
                  }
                  Relationships: [
                    
                  ]
                },"all_time_stats": {
                  Row: {
                    "crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"differential": number,"direct_kos": number,"dodges": number,"faints": number,"first_played_at": string,"games_lost": number,"games_won": number,"healed": number,"last_played_at": string,"league_id": string,"losses": number,"misses": number,"passive_kos": number,"played": number,"score_against": number,"score_for": number,"seasons": number,"ties": number,"turns": number,"user_id": string,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"differential": number,"direct_kos": number,"dodges": number,"faints": number,"first_played_at": string,"games_lost": number,"games_won": number,"healed": number,"last_played_at": string,"league_id": string,"losses": number,"misses": number,"passive_kos": number,"played": number,"score_against": number,"score_for": number,"seasons": number,"ties": number,"turns": number,"user_id": string,"wins": number
                  }
                  Update: {
                    "crits"?: number,"crits_taken"?: number,"damage_dealt"?: number,"damage_taken"?: number,"differential"?: number,"direct_kos"?: number,"dodges"?: number,"faints"?: number,"first_played_at"?: string,"games_lost"?: number,"games_won"?: number,"healed"?: number,"last_played_at"?: string,"league_id"?: string,"losses"?: number,"misses"?: number,"passive_kos"?: number,"played"?: number,"score_against"?: number,"score_for"?: number,"seasons"?: number,"ties"?: number,"turns"?: number,"user_id"?: string,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "all_time_stats_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "all_time_stats_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"battle_events": {
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
                },"battle_kos": {
                  Row: {
                    "battle_id": string,"by_index": number | null,"by_seat": Database["public"]['Enums']["seat"] | null,"cause": string,"confidence": string,"credit_index": number | null,"credit_seat": Database["public"]['Enums']["seat"] | null,"number": number,"rule": string | null,"source": string | null,"turn": number,"victim_index": number | null,"victim_seat": Database["public"]['Enums']["seat"]
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"by_index"?: number | null,"by_seat"?: Database["public"]['Enums']["seat"] | null,"cause": string,"confidence": string,"credit_index"?: number | null,"credit_seat"?: Database["public"]['Enums']["seat"] | null,"number": number,"rule"?: string | null,"source"?: string | null,"turn": number,"victim_index"?: number | null,"victim_seat": Database["public"]['Enums']["seat"]
                  }
                  Update: {
                    "battle_id"?: string,"by_index"?: number | null,"by_seat"?: Database["public"]['Enums']["seat"] | null,"cause"?: string,"confidence"?: string,"credit_index"?: number | null,"credit_seat"?: Database["public"]['Enums']["seat"] | null,"number"?: number,"rule"?: string | null,"source"?: string | null,"turn"?: number,"victim_index"?: number | null,"victim_seat"?: Database["public"]['Enums']["seat"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "battle_kos_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    }
                  ]
                },"battle_moves": {
                  Row: {
                    "automatic": number,"battle_id": string,"index": number,"move": string,"seat": Database["public"]['Enums']["seat"],"uses": number
                  }
                  ComputedFields: never
                  Insert: {
                    "automatic": number,"battle_id": string,"index": number,"move": string,"seat": Database["public"]['Enums']["seat"],"uses": number
                  }
                  Update: {
                    "automatic"?: number,"battle_id"?: string,"index"?: number,"move"?: string,"seat"?: Database["public"]['Enums']["seat"],"uses"?: number
                  }
                  Relationships: [
                    
                  ]
                },"battle_pokemon": {
                  Row: {
                    "battle_id": string,"brought": boolean | null,"crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"dodges": number,"faints": number,"healed": number,"index": number,"misses": number,"nickname": string | null,"revivals": number,"seat": Database["public"]['Enums']["seat"],"sent_out": number,"species": string,"turns_active": number
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"brought"?: boolean | null,"crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"dodges": number,"faints": number,"healed": number,"index": number,"misses": number,"nickname"?: string | null,"revivals": number,"seat": Database["public"]['Enums']["seat"],"sent_out": number,"species": string,"turns_active": number
                  }
                  Update: {
                    "battle_id"?: string,"brought"?: boolean | null,"crits"?: number,"crits_taken"?: number,"damage_dealt"?: number,"damage_taken"?: number,"dodges"?: number,"faints"?: number,"healed"?: number,"index"?: number,"misses"?: number,"nickname"?: string | null,"revivals"?: number,"seat"?: Database["public"]['Enums']["seat"],"sent_out"?: number,"species"?: string,"turns_active"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "battle_pokemon_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    }
                  ]
                },"battles": {
                  Row: {
                    "asked": number,"bot": string | null,"completed_at": string | null,"content_hash": string | null,"correlation_id": string,"counts": boolean,"created_at": string,"differential": number | null,"dispute_reason": string | null,"end_type": Database["public"]['Enums']["end_type"] | null,"ended_at": string | null,"format": string,"game": number | null,"id": string,"input_log_path": string | null,"match_id": string | null,"origin": Database["public"]['Enums']["battle_origin"],"p1_name": string | null,"p1_score": number | null,"p1_user": string | null,"p2_name": string | null,"p2_score": number | null,"p2_user": string | null,"rated": boolean,"replay_path": string | null,"rules": NonNullable<Json>,"seats_swapped": boolean | null,"seen_at": string | null,"showdown_room": string | null,"showdown_secret": string | null,"showdown_series": string | null,"showdown_server": string | null,"sim_version": string | null,"started_at": string | null,"status": Database["public"]['Enums']["battle_status"],"summary": Json | null,"swept_at": string | null,"truth": Json | null,"turns": number | null,"winner_seat": Database["public"]['Enums']["seat"] | null
                  }
                  ComputedFields: never
                  Insert: {
                    "asked"?: number,"bot"?: string | null,"completed_at"?: string | null,"content_hash"?: string | null,"correlation_id": string,"counts"?: boolean,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"ended_at"?: string | null,"format": string,"game"?: number | null,"id": string,"input_log_path"?: string | null,"match_id"?: string | null,"origin"?: Database["public"]['Enums']["battle_origin"],"p1_name"?: string | null,"p1_score"?: number | null,"p1_user"?: string | null,"p2_name"?: string | null,"p2_score"?: number | null,"p2_user"?: string | null,"rated"?: boolean,"replay_path"?: string | null,"rules"?: NonNullable<Json>,"seats_swapped"?: boolean | null,"seen_at"?: string | null,"showdown_room"?: string | null,"showdown_secret"?: string | null,"showdown_series"?: string | null,"showdown_server"?: string | null,"sim_version"?: string | null,"started_at"?: string | null,"status"?: Database["public"]['Enums']["battle_status"],"summary"?: Json | null,"swept_at"?: string | null,"truth"?: Json | null,"turns"?: number | null,"winner_seat"?: Database["public"]['Enums']["seat"] | null
                  }
                  Update: {
                    "asked"?: number,"bot"?: string | null,"completed_at"?: string | null,"content_hash"?: string | null,"correlation_id"?: string,"counts"?: boolean,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"ended_at"?: string | null,"format"?: string,"game"?: number | null,"id"?: string,"input_log_path"?: string | null,"match_id"?: string | null,"origin"?: Database["public"]['Enums']["battle_origin"],"p1_name"?: string | null,"p1_score"?: number | null,"p1_user"?: string | null,"p2_name"?: string | null,"p2_score"?: number | null,"p2_user"?: string | null,"rated"?: boolean,"replay_path"?: string | null,"rules"?: NonNullable<Json>,"seats_swapped"?: boolean | null,"seen_at"?: string | null,"showdown_room"?: string | null,"showdown_secret"?: string | null,"showdown_series"?: string | null,"showdown_server"?: string | null,"sim_version"?: string | null,"started_at"?: string | null,"status"?: Database["public"]['Enums']["battle_status"],"summary"?: Json | null,"swept_at"?: string | null,"truth"?: Json | null,"turns"?: number | null,"winner_seat"?: Database["public"]['Enums']["seat"] | null
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
    },{
      foreignKeyName: "battles_showdown_server_fkey"
      columns: ["showdown_server"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    }
                  ]
                },"credit_checks": {
                  Row: {
                    "battle_id": string,"checked_at": string,"disagreed": number | null,"disagreements": NonNullable<Json>,"error": string | null,"faints": number,"unmarked": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"checked_at"?: string,"disagreed"?: never,"disagreements": NonNullable<Json>,"error"?: string | null,"faints": number,"unmarked"?: never
                  }
                  Update: {
                    "battle_id"?: string,"checked_at"?: string,"disagreed"?: never,"disagreements"?: NonNullable<Json>,"error"?: string | null,"faints"?: number,"unmarked"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "credit_checks_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: true
      referencedRelation: "battles"
      referencedColumns: ["id"]
    }
                  ]
                },"discord_deliveries": {
                  Row: {
                    "attempts": number,"created_at": string,"error": string | null,"fingerprint": string | null,"id": string,"kind": string,"message_id": string | null,"sent_at": string | null,"state": Database["public"]['Enums']["delivery_state"],"subject": string,"webhook_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at"?: string,"error"?: string | null,"fingerprint"?: string | null,"id"?: string,"kind": string,"message_id"?: string | null,"sent_at"?: string | null,"state"?: Database["public"]['Enums']["delivery_state"],"subject": string,"webhook_id"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"error"?: string | null,"fingerprint"?: string | null,"id"?: string,"kind"?: string,"message_id"?: string | null,"sent_at"?: string | null,"state"?: Database["public"]['Enums']["delivery_state"],"subject"?: string,"webhook_id"?: string | null
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
                },"discord_guilds": {
                  Row: {
                    "added_at": string,"guild_id": string,"league_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "added_at"?: string,"guild_id": string,"league_id": string
                  }
                  Update: {
                    "added_at"?: string,"guild_id"?: string,"league_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "discord_guilds_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    }
                  ]
                },"discord_limits": {
                  Row: {
                    "allowed": number,"bucket": string,"remaining": number,"resets_at": string,"scope": string,"window_seconds": number
                  }
                  ComputedFields: never
                  Insert: {
                    "allowed": number,"bucket": string,"remaining": number,"resets_at": string,"scope": string,"window_seconds": number
                  }
                  Update: {
                    "allowed"?: number,"bucket"?: string,"remaining"?: number,"resets_at"?: string,"scope"?: string,"window_seconds"?: number
                  }
                  Relationships: [
                    
                  ]
                },"discord_routes": {
                  Row: {
                    "bucket": string,"scope": string,"verb": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bucket": string,"scope": string,"verb": string
                  }
                  Update: {
                    "bucket"?: string,"scope"?: string,"verb"?: string
                  }
                  Relationships: [
                    
                  ]
                },"discord_users": {
                  Row: {
                    "discord_id": string,"linked_at": string,"pings": boolean,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "discord_id": string,"linked_at"?: string,"pings"?: boolean,"user_id": string
                  }
                  Update: {
                    "discord_id"?: string,"linked_at"?: string,"pings"?: boolean,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "discord_users_user_id_fkey"
      columns: ["user_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"discord_webhooks": {
                  Row: {
                    "active": boolean,"buckets": NonNullable<Json>,"created_at": string,"disabled_reason": string | null,"discord_id": string,"id": string,"kinds": (string)[],"lead_minutes": number,"league_id": string | null,"name": string,"spoiler": boolean,"token": string
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"buckets"?: NonNullable<Json>,"created_at"?: string,"disabled_reason"?: string | null,"discord_id": string,"id"?: string,"kinds"?: (string)[],"lead_minutes"?: number,"league_id"?: string | null,"name"?: string,"spoiler"?: boolean,"token": string
                  }
                  Update: {
                    "active"?: boolean,"buckets"?: NonNullable<Json>,"created_at"?: string,"disabled_reason"?: string | null,"discord_id"?: string,"id"?: string,"kinds"?: (string)[],"lead_minutes"?: number,"league_id"?: string | null,"name"?: string,"spoiler"?: boolean,"token"?: string
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
                },"failed_attempts": {
                  Row: {
                    "error": string | null,"finished_at": string,"job_id": string,"number": number,"outcome": Database["public"]['Enums']["attempt_outcome"],"started_at": string,"worker": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "error"?: string | null,"finished_at"?: string,"job_id": string,"number": number,"outcome": Database["public"]['Enums']["attempt_outcome"],"started_at": string,"worker"?: string | null
                  }
                  Update: {
                    "error"?: string | null,"finished_at"?: string,"job_id"?: string,"number"?: number,"outcome"?: Database["public"]['Enums']["attempt_outcome"],"started_at"?: string,"worker"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "failed_attempts_job_id_fkey"
      columns: ["job_id"]
isOneToOne: false
      referencedRelation: "jobs"
      referencedColumns: ["id"]
    }
                  ]
                },"format_moves": {
                  Row: {
                    "format": string,"move": string,"species": string,"uses": number
                  }
                  ComputedFields: never
                  Insert: {
                    "format": string,"move": string,"species": string,"uses": number
                  }
                  Update: {
                    "format"?: string,"move"?: string,"species"?: string,"uses"?: number
                  }
                  Relationships: [
                    
                  ]
                },"format_pokemon": {
                  Row: {
                    "damage_dealt": number,"damage_taken": number,"direct_kos": number,"faints": number,"format": string,"passive_kos": number,"sent_out": number,"species": string,"ties": number,"turns_active": number,"used": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "damage_dealt": number,"damage_taken": number,"direct_kos": number,"faints": number,"format": string,"passive_kos": number,"sent_out": number,"species": string,"ties": number,"turns_active": number,"used": number,"wins": number
                  }
                  Update: {
                    "damage_dealt"?: number,"damage_taken"?: number,"direct_kos"?: number,"faints"?: number,"format"?: string,"passive_kos"?: number,"sent_out"?: number,"species"?: string,"ties"?: number,"turns_active"?: number,"used"?: number,"wins"?: number
                  }
                  Relationships: [
                    
                  ]
                },"format_usage": {
                  Row: {
                    "battles": number,"format": string,"turns": number
                  }
                  ComputedFields: never
                  Insert: {
                    "battles": number,"format": string,"turns": number
                  }
                  Update: {
                    "battles"?: number,"format"?: string,"turns"?: number
                  }
                  Relationships: [
                    
                  ]
                },"half_season_stats": {
                  Row: {
                    "battles": number,"crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"differential": number,"direct_kos": number,"dodges": number,"faints": number,"games_lost": number,"games_won": number,"half": number,"healed": number,"losses": number,"misses": number,"passive_kos": number,"played": number,"points": number,"rounds": number,"score_against": number,"score_for": number,"season_id": string,"team_id": string,"ties": number,"turns": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "battles": number,"crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"differential": number,"direct_kos": number,"dodges": number,"faints": number,"games_lost": number,"games_won": number,"half": number,"healed": number,"losses": number,"misses": number,"passive_kos": number,"played": number,"points": number,"rounds": number,"score_against": number,"score_for": number,"season_id": string,"team_id": string,"ties": number,"turns": number,"wins": number
                  }
                  Update: {
                    "battles"?: number,"crits"?: number,"crits_taken"?: number,"damage_dealt"?: number,"damage_taken"?: number,"differential"?: number,"direct_kos"?: number,"dodges"?: number,"faints"?: number,"games_lost"?: number,"games_won"?: number,"half"?: number,"healed"?: number,"losses"?: number,"misses"?: number,"passive_kos"?: number,"played"?: number,"points"?: number,"rounds"?: number,"score_against"?: number,"score_for"?: number,"season_id"?: string,"team_id"?: string,"ties"?: number,"turns"?: number,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "half_season_stats_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"hall_of_fame": {
                  Row: {
                    "category": string,"league_id": string,"season_id": string | null,"user_id": string,"value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "category": string,"league_id": string,"season_id"?: string | null,"user_id": string,"value": number
                  }
                  Update: {
                    "category"?: string,"league_id"?: string,"season_id"?: string | null,"user_id"?: string,"value"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "hall_of_fame_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "hall_of_fame_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "seasons"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "hall_of_fame_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"head_to_head": {
                  Row: {
                    "differential": number,"losses": number,"opponent_id": string,"points": number,"season_id": string,"team_id": string,"ties": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "differential"?: number,"losses"?: number,"opponent_id": string,"points"?: number,"season_id": string,"team_id": string,"ties"?: number,"wins"?: number
                  }
                  Update: {
                    "differential"?: number,"losses"?: number,"opponent_id"?: string,"points"?: number,"season_id"?: string,"team_id"?: string,"ties"?: number,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "head_to_head_season_id_opponent_id_fkey"
      columns: ["season_id","opponent_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    },{
      foreignKeyName: "head_to_head_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"honour_roll": {
                  Row: {
                    "honour": string,"match_id": string | null,"season_id": string,"species": string | null,"team_id": string,"value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "honour": string,"match_id"?: string | null,"season_id": string,"species"?: string | null,"team_id": string,"value": number
                  }
                  Update: {
                    "honour"?: string,"match_id"?: string | null,"season_id"?: string,"species"?: string | null,"team_id"?: string,"value"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "honour_roll_match_id_fkey"
      columns: ["match_id"]
isOneToOne: false
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "honour_roll_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"jobs": {
                  Row: {
                    "attempts": number,"claims": number,"correlation_id": string | null,"duration_ms": number | null,"enqueued_at": string,"error": string | null,"finished_at": string | null,"id": string,"joinable": boolean,"kind": string,"msg_id": number,"priority": number,"queue": string,"request_id": string | null,"started_at": string | null,"state": Database["public"]['Enums']["job_state"],"subject": string | null,"triggered_by": string | null,"worker": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"claims"?: number,"correlation_id"?: string | null,"duration_ms"?: number | null,"enqueued_at"?: string,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"joinable"?: boolean,"kind": string,"msg_id": number,"priority"?: number,"queue": string,"request_id"?: string | null,"started_at"?: string | null,"state"?: Database["public"]['Enums']["job_state"],"subject"?: string | null,"triggered_by"?: string | null,"worker"?: string | null
                  }
                  Update: {
                    "attempts"?: number,"claims"?: number,"correlation_id"?: string | null,"duration_ms"?: number | null,"enqueued_at"?: string,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"joinable"?: boolean,"kind"?: string,"msg_id"?: number,"priority"?: number,"queue"?: string,"request_id"?: string | null,"started_at"?: string | null,"state"?: Database["public"]['Enums']["job_state"],"subject"?: string | null,"triggered_by"?: string | null,"worker"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"ladder_badges": {
                  Row: {
                    "awarded_at": string,"badge": string,"elo": number,"games": number,"rank": number,"season_id": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "awarded_at"?: string,"badge": string,"elo": number,"games": number,"rank": number,"season_id": string,"user_id": string
                  }
                  Update: {
                    "awarded_at"?: string,"badge"?: string,"elo"?: number,"games"?: number,"rank"?: number,"season_id"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ladder_badges_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "ladder_seasons"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ladder_badges_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
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
                },"ladder_seasons": {
                  Row: {
                    "closed_at": string | null,"ends_at": string,"format": string,"id": string,"name": string,"renews": boolean,"starts_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "closed_at"?: string | null,"ends_at": string,"format": string,"id"?: string,"name": string,"renews"?: boolean,"starts_at": string
                  }
                  Update: {
                    "closed_at"?: string | null,"ends_at"?: string,"format"?: string,"id"?: string,"name"?: string,"renews"?: boolean,"starts_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"league_roles": {
                  Row: {
                    "granted_at": string,"league_id": string,"role": Database["public"]['Enums']["league_role"],"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "granted_at"?: string,"league_id": string,"role": Database["public"]['Enums']["league_role"],"user_id": string
                  }
                  Update: {
                    "granted_at"?: string,"league_id"?: string,"role"?: Database["public"]['Enums']["league_role"],"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "league_roles_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "league_roles_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
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
                },"leases": {
                  Row: {
                    "claimed": number,"done": number,"ended_at": string | null,"expires_at": string,"failed": number,"heartbeat_at": string | null,"lost": boolean,"queue": string,"started_at": string,"worker": string
                  }
                  ComputedFields: never
                  Insert: {
                    "claimed"?: number,"done"?: number,"ended_at"?: string | null,"expires_at": string,"failed"?: number,"heartbeat_at"?: string | null,"lost"?: boolean,"queue": string,"started_at"?: string,"worker": string
                  }
                  Update: {
                    "claimed"?: number,"done"?: number,"ended_at"?: string | null,"expires_at"?: string,"failed"?: number,"heartbeat_at"?: string | null,"lost"?: boolean,"queue"?: string,"started_at"?: string,"worker"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "leases_queue_fkey"
      columns: ["queue"]
isOneToOne: false
      referencedRelation: "queue_settings"
      referencedColumns: ["queue"]
    }
                  ]
                },"match_reminders": {
                  Row: {
                    "lead_minutes": number,"match_id": string,"scheduled_at": string,"sent_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "lead_minutes": number,"match_id": string,"scheduled_at": string,"sent_at"?: string
                  }
                  Update: {
                    "lead_minutes"?: number,"match_id"?: string,"scheduled_at"?: string,"sent_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "match_reminders_match_id_fkey"
      columns: ["match_id"]
isOneToOne: false
      referencedRelation: "matches"
      referencedColumns: ["id"]
    }
                  ]
                },"match_report": {
                  Row: {
                    "kos": NonNullable<Json>,"match_id": string,"mvp": Json | null,"round": number,"season_id": string,"sides": NonNullable<Json>,"turns": number
                  }
                  ComputedFields: never
                  Insert: {
                    "kos": NonNullable<Json>,"match_id": string,"mvp"?: Json | null,"round": number,"season_id": string,"sides": NonNullable<Json>,"turns": number
                  }
                  Update: {
                    "kos"?: NonNullable<Json>,"match_id"?: string,"mvp"?: Json | null,"round"?: number,"season_id"?: string,"sides"?: NonNullable<Json>,"turns"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "match_report_match_id_fkey"
      columns: ["match_id"]
isOneToOne: true
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "match_report_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "seasons"
      referencedColumns: ["id"]
    }
                  ]
                },"matches": {
                  Row: {
                    "anew_at": string | null,"away_games": number,"away_score": number | null,"away_team_id": string,"completed_at": string | null,"created_at": string,"differential": number | null,"dispute_reason": string | null,"end_type": Database["public"]['Enums']["end_type"] | null,"home_games": number,"home_score": number | null,"home_team_id": string,"id": string,"played_at": string | null,"replay_path": string | null,"revised_at": string,"revision": number,"room_id": string | null,"round": number,"scheduled_at": string | null,"season_id": string,"status": Database["public"]['Enums']["match_status"],"winner_team_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "anew_at"?: string | null,"away_games"?: number,"away_score"?: number | null,"away_team_id": string,"completed_at"?: string | null,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"home_games"?: number,"home_score"?: number | null,"home_team_id": string,"id"?: string,"played_at"?: string | null,"replay_path"?: string | null,"revised_at"?: string,"revision"?: number,"room_id"?: string | null,"round": number,"scheduled_at"?: string | null,"season_id": string,"status"?: Database["public"]['Enums']["match_status"],"winner_team_id"?: string | null
                  }
                  Update: {
                    "anew_at"?: string | null,"away_games"?: number,"away_score"?: number | null,"away_team_id"?: string,"completed_at"?: string | null,"created_at"?: string,"differential"?: number | null,"dispute_reason"?: string | null,"end_type"?: Database["public"]['Enums']["end_type"] | null,"home_games"?: number,"home_score"?: number | null,"home_team_id"?: string,"id"?: string,"played_at"?: string | null,"replay_path"?: string | null,"revised_at"?: string,"revision"?: number,"room_id"?: string | null,"round"?: number,"scheduled_at"?: string | null,"season_id"?: string,"status"?: Database["public"]['Enums']["match_status"],"winner_team_id"?: string | null
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
                },"operators": {
                  Row: {
                    "granted_at": string,"read_only": boolean,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "granted_at"?: string,"read_only"?: boolean,"user_id": string
                  }
                  Update: {
                    "granted_at"?: string,"read_only"?: boolean,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "operators_user_id_fkey"
      columns: ["user_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"personal_bests": {
                  Row: {
                    "category": string,"league_id": string,"match_id": string,"season_id": string,"species": string | null,"user_id": string,"value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "category": string,"league_id": string,"match_id": string,"season_id": string,"species"?: string | null,"user_id": string,"value": number
                  }
                  Update: {
                    "category"?: string,"league_id"?: string,"match_id"?: string,"season_id"?: string,"species"?: string | null,"user_id"?: string,"value"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "personal_bests_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "personal_bests_match_id_fkey"
      columns: ["match_id"]
isOneToOne: false
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "personal_bests_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "seasons"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "personal_bests_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"player_power_rating": {
                  Row: {
                    "differential": number,"margin": number,"opponents_margin": number,"played": number,"rating": number | null,"season_id": string,"team_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "differential": number,"margin": number,"opponents_margin": number,"played": number,"rating"?: never,"season_id": string,"team_id": string
                  }
                  Update: {
                    "differential"?: number,"margin"?: number,"opponents_margin"?: number,"played"?: number,"rating"?: never,"season_id"?: string,"team_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "player_power_rating_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: true
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"player_profile_stats": {
                  Row: {
                    "best_pokemon": string | null,"best_pokemon_kos": number | null,"differential": number,"direct_kos": number,"faints": number,"favourite_move": string | null,"favourite_move_uses": number | null,"favourite_pokemon": string | null,"favourite_pokemon_used": number | null,"first_played_at": string,"last_played_at": string,"leagues": number,"longest_streak": number,"losses": number,"passive_kos": number,"played": number,"seasons": number,"ties": number,"user_id": string,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "best_pokemon"?: string | null,"best_pokemon_kos"?: number | null,"differential": number,"direct_kos": number,"faints": number,"favourite_move"?: string | null,"favourite_move_uses"?: number | null,"favourite_pokemon"?: string | null,"favourite_pokemon_used"?: number | null,"first_played_at": string,"last_played_at": string,"leagues": number,"longest_streak": number,"losses": number,"passive_kos": number,"played": number,"seasons": number,"ties": number,"user_id": string,"wins": number
                  }
                  Update: {
                    "best_pokemon"?: string | null,"best_pokemon_kos"?: number | null,"differential"?: number,"direct_kos"?: number,"faints"?: number,"favourite_move"?: string | null,"favourite_move_uses"?: number | null,"favourite_pokemon"?: string | null,"favourite_pokemon_used"?: number | null,"first_played_at"?: string,"last_played_at"?: string,"leagues"?: number,"longest_streak"?: number,"losses"?: number,"passive_kos"?: number,"played"?: number,"seasons"?: number,"ties"?: number,"user_id"?: string,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "player_profile_stats_user_id_fkey"
      columns: ["user_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
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
                },"queue_counters": {
                  Row: {
                    "count": number,"kind": string,"label": string,"le": number,"metric": string,"queue": string,"total": number
                  }
                  ComputedFields: never
                  Insert: {
                    "count": number,"kind": string,"label": string,"le": number,"metric": string,"queue": string,"total": number
                  }
                  Update: {
                    "count"?: number,"kind"?: string,"label"?: string,"le"?: number,"metric"?: string,"queue"?: string,"total"?: number
                  }
                  Relationships: [
                    
                  ]
                },"queue_flags": {
                  Row: {
                    "changed_at": string,"enabled": boolean,"trigger": string
                  }
                  ComputedFields: never
                  Insert: {
                    "changed_at"?: string,"enabled"?: boolean,"trigger": string
                  }
                  Update: {
                    "changed_at"?: string,"enabled"?: boolean,"trigger"?: string
                  }
                  Relationships: [
                    
                  ]
                },"queue_settings": {
                  Row: {
                    "archive_days": number,"backoff_base": number,"backoff_cap": number,"batch_size": number,"completed_days": number,"consumer": string,"exclusive": boolean,"lease_seconds": number,"max_age": number,"max_attempts": number,"max_workers": number,"paused": boolean,"queue": string,"visibility_timeout": number
                  }
                  ComputedFields: never
                  Insert: {
                    "archive_days"?: number,"backoff_base": number,"backoff_cap": number,"batch_size": number,"completed_days"?: number,"consumer": string,"exclusive"?: boolean,"lease_seconds"?: number,"max_age"?: number,"max_attempts": number,"max_workers"?: number,"paused"?: boolean,"queue": string,"visibility_timeout": number
                  }
                  Update: {
                    "archive_days"?: number,"backoff_base"?: number,"backoff_cap"?: number,"batch_size"?: number,"completed_days"?: number,"consumer"?: string,"exclusive"?: boolean,"lease_seconds"?: number,"max_age"?: number,"max_attempts"?: number,"max_workers"?: number,"paused"?: boolean,"queue"?: string,"visibility_timeout"?: number
                  }
                  Relationships: [
                    
                  ]
                },"queue_tallies": {
                  Row: {
                    "attempts": number | null,"kind": string,"label": string,"metric": string,"queue": string,"value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number | null,"kind"?: string,"label"?: string,"metric": string,"queue"?: string,"value": number
                  }
                  Update: {
                    "attempts"?: number | null,"kind"?: string,"label"?: string,"metric"?: string,"queue"?: string,"value"?: number
                  }
                  Relationships: [
                    
                  ]
                },"rating_changes": {
                  Row: {
                    "battle_id": string,"deviation_after": number,"deviation_before": number,"elo_after": number,"elo_before": number,"format": string,"glicko_after": number,"glicko_before": number,"id": number,"outcome": string,"rated_at": string,"reversed_at": string | null,"user_id": string,"volatility_after": number,"volatility_before": number
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"deviation_after": number,"deviation_before": number,"elo_after": number,"elo_before": number,"format": string,"glicko_after": number,"glicko_before": number,"id"?: never,"outcome": string,"rated_at": string,"reversed_at"?: string | null,"user_id": string,"volatility_after": number,"volatility_before": number
                  }
                  Update: {
                    "battle_id"?: string,"deviation_after"?: number,"deviation_before"?: number,"elo_after"?: number,"elo_before"?: number,"format"?: string,"glicko_after"?: number,"glicko_before"?: number,"id"?: never,"outcome"?: string,"rated_at"?: string,"reversed_at"?: string | null,"user_id"?: string,"volatility_after"?: number,"volatility_before"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "rating_changes_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "rating_changes_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"ratings": {
                  Row: {
                    "deviation": number,"elo": number,"format": string,"glicko": number,"gxe": number,"losses": number,"rated_at": string | null,"ties": number,"user_id": string,"version": number,"volatility": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "deviation"?: number,"elo"?: number,"format": string,"glicko"?: number,"gxe"?: never,"losses"?: number,"rated_at"?: string | null,"ties"?: number,"user_id": string,"version"?: number,"volatility"?: number,"wins"?: number
                  }
                  Update: {
                    "deviation"?: number,"elo"?: number,"format"?: string,"glicko"?: number,"gxe"?: never,"losses"?: number,"rated_at"?: string | null,"ties"?: number,"user_id"?: string,"version"?: number,"volatility"?: number,"wins"?: number
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
                },"recent_performance": {
                  Row: {
                    "differential": number,"direct_kos": number,"form": string,"last_played_at": string,"losses": number,"passive_kos": number,"season_id": string,"streak_length": number,"streak_outcome": string,"team_id": string,"ties": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "differential": number,"direct_kos": number,"form": string,"last_played_at": string,"losses": number,"passive_kos": number,"season_id": string,"streak_length": number,"streak_outcome": string,"team_id": string,"ties": number,"wins": number
                  }
                  Update: {
                    "differential"?: number,"direct_kos"?: number,"form"?: string,"last_played_at"?: string,"losses"?: number,"passive_kos"?: number,"season_id"?: string,"streak_length"?: number,"streak_outcome"?: string,"team_id"?: string,"ties"?: number,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "recent_performance_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: true
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"record_marks": {
                  Row: {
                    "announced": boolean,"holder_id": string,"id": number,"previous": number | null,"record": string,"scope_id": string,"set_at": string,"species": string | null,"topic": string,"value": number,"withdrawn_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "announced": boolean,"holder_id": string,"id"?: never,"previous"?: number | null,"record": string,"scope_id": string,"set_at"?: string,"species"?: string | null,"topic": string,"value": number,"withdrawn_at"?: string | null
                  }
                  Update: {
                    "announced"?: boolean,"holder_id"?: string,"id"?: never,"previous"?: number | null,"record"?: string,"scope_id"?: string,"set_at"?: string,"species"?: string | null,"topic"?: string,"value"?: number,"withdrawn_at"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"replay_imports": {
                  Row: {
                    "battle_id": string | null,"content_hash": string,"created_at": string,"decided_at": string | null,"facts": NonNullable<Json>,"id": string,"imported_by": string | null,"match_id": string | null,"reasons": NonNullable<Json>,"replay_id": string | null,"replay_path": string,"seats_swapped": boolean | null,"server_id": string | null,"source": string,"status": Database["public"]['Enums']["import_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id"?: string | null,"content_hash": string,"created_at"?: string,"decided_at"?: string | null,"facts": NonNullable<Json>,"id"?: string,"imported_by"?: string | null,"match_id"?: string | null,"reasons"?: NonNullable<Json>,"replay_id"?: string | null,"replay_path": string,"seats_swapped"?: boolean | null,"server_id"?: string | null,"source": string,"status": Database["public"]['Enums']["import_status"]
                  }
                  Update: {
                    "battle_id"?: string | null,"content_hash"?: string,"created_at"?: string,"decided_at"?: string | null,"facts"?: NonNullable<Json>,"id"?: string,"imported_by"?: string | null,"match_id"?: string | null,"reasons"?: NonNullable<Json>,"replay_id"?: string | null,"replay_path"?: string,"seats_swapped"?: boolean | null,"server_id"?: string | null,"source"?: string,"status"?: Database["public"]['Enums']["import_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "replay_imports_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "replay_imports_imported_by_fkey"
      columns: ["imported_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "replay_imports_match_id_fkey"
      columns: ["match_id"]
isOneToOne: false
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "replay_imports_server_id_fkey"
      columns: ["server_id"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    }
                  ]
                },"replay_source_files": {
                  Row: {
                    "attempts": number,"due_at": string,"import_id": string | null,"path": string,"reason": string | null,"seen_at": string,"source_id": string,"state": Database["public"]['Enums']["source_file_state"]
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"due_at"?: string,"import_id"?: string | null,"path": string,"reason"?: string | null,"seen_at"?: string,"source_id": string,"state"?: Database["public"]['Enums']["source_file_state"]
                  }
                  Update: {
                    "attempts"?: number,"due_at"?: string,"import_id"?: string | null,"path"?: string,"reason"?: string | null,"seen_at"?: string,"source_id"?: string,"state"?: Database["public"]['Enums']["source_file_state"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "replay_source_files_import_id_fkey"
      columns: ["import_id"]
isOneToOne: false
      referencedRelation: "replay_imports"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "replay_source_files_source_id_fkey"
      columns: ["source_id"]
isOneToOne: false
      referencedRelation: "replay_sources"
      referencedColumns: ["id"]
    }
                  ]
                },"replay_sources": {
                  Row: {
                    "active": boolean,"created_at": string,"id": string,"listed_at": string | null,"prefix": string,"server_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean,"created_at"?: string,"id"?: string,"listed_at"?: string | null,"prefix": string,"server_id": string
                  }
                  Update: {
                    "active"?: boolean,"created_at"?: string,"id"?: string,"listed_at"?: string | null,"prefix"?: string,"server_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "replay_sources_server_id_fkey"
      columns: ["server_id"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    }
                  ]
                },"replay_terms": {
                  Row: {
                    "battle_id": string,"ended_at": string,"term": string
                  }
                  ComputedFields: never
                  Insert: {
                    "battle_id": string,"ended_at": string,"term": string
                  }
                  Update: {
                    "battle_id"?: string,"ended_at"?: string,"term"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "replay_terms_battle_id_fkey"
      columns: ["battle_id"]
isOneToOne: false
      referencedRelation: "battles"
      referencedColumns: ["id"]
    }
                  ]
                },"result_reports": {
                  Row: {
                    "decided_at": string | null,"decided_by": string | null,"id": string,"match_id": string,"reported_at": string,"reporter_id": string | null,"result": NonNullable<Json>,"side": string,"state": Database["public"]['Enums']["report_state"]
                  }
                  ComputedFields: never
                  Insert: {
                    "decided_at"?: string | null,"decided_by"?: string | null,"id"?: string,"match_id": string,"reported_at"?: string,"reporter_id"?: string | null,"result": NonNullable<Json>,"side": string,"state"?: Database["public"]['Enums']["report_state"]
                  }
                  Update: {
                    "decided_at"?: string | null,"decided_by"?: string | null,"id"?: string,"match_id"?: string,"reported_at"?: string,"reporter_id"?: string | null,"result"?: NonNullable<Json>,"side"?: string,"state"?: Database["public"]['Enums']["report_state"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "result_reports_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "result_reports_match_id_fkey"
      columns: ["match_id"]
isOneToOne: false
      referencedRelation: "matches"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "result_reports_reporter_id_fkey"
      columns: ["reporter_id"]
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
                },"season_moves": {
                  Row: {
                    "move": string,"season_id": string,"species": string,"team_id": string,"uses": number
                  }
                  ComputedFields: never
                  Insert: {
                    "move": string,"season_id": string,"species": string,"team_id": string,"uses": number
                  }
                  Update: {
                    "move"?: string,"season_id"?: string,"species"?: string,"team_id"?: string,"uses"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "season_moves_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"season_pokemon": {
                  Row: {
                    "damage_dealt": number,"damage_taken": number,"direct_kos": number,"faints": number,"passive_kos": number,"season_id": string,"sent_out": number,"species": string,"team_id": string,"ties": number,"turns_active": number,"used": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "damage_dealt": number,"damage_taken": number,"direct_kos": number,"faints": number,"passive_kos": number,"season_id": string,"sent_out": number,"species": string,"team_id": string,"ties": number,"turns_active": number,"used": number,"wins": number
                  }
                  Update: {
                    "damage_dealt"?: number,"damage_taken"?: number,"direct_kos"?: number,"faints"?: number,"passive_kos"?: number,"season_id"?: string,"sent_out"?: number,"species"?: string,"team_id"?: string,"ties"?: number,"turns_active"?: number,"used"?: number,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "season_pokemon_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"season_race_data": {
                  Row: {
                    "differential": number,"played": number,"points": number,"round": number,"season_id": string,"team_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "differential": number,"played": number,"points": number,"round": number,"season_id": string,"team_id": string
                  }
                  Update: {
                    "differential"?: number,"played"?: number,"points"?: number,"round"?: number,"season_id"?: string,"team_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "season_race_data_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: false
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"season_rules": {
                  Row: {
                    "double_forfeit_differential": number | null,"forfeit_differential": number | null,"forfeit_ends": (Database["public"]['Enums']["end_type"])[],"ko_rules": NonNullable<Json>,"points_forfeit": number | null,"points_loss": number,"points_tie": number,"points_win": number,"season_id": string,"tie_breaks": (string)[]
                  }
                  ComputedFields: never
                  Insert: {
                    "double_forfeit_differential"?: number | null,"forfeit_differential"?: number | null,"forfeit_ends"?: (Database["public"]['Enums']["end_type"])[],"ko_rules"?: NonNullable<Json>,"points_forfeit"?: number | null,"points_loss"?: number,"points_tie"?: number,"points_win"?: number,"season_id": string,"tie_breaks"?: (string)[]
                  }
                  Update: {
                    "double_forfeit_differential"?: number | null,"forfeit_differential"?: number | null,"forfeit_ends"?: (Database["public"]['Enums']["end_type"])[],"ko_rules"?: NonNullable<Json>,"points_forfeit"?: number | null,"points_loss"?: number,"points_tie"?: number,"points_win"?: number,"season_id"?: string,"tie_breaks"?: (string)[]
                  }
                  Relationships: [
                    {
      foreignKeyName: "season_rules_season_id_fkey"
      columns: ["season_id"]
isOneToOne: true
      referencedRelation: "seasons"
      referencedColumns: ["id"]
    }
                  ]
                },"season_stats": {
                  Row: {
                    "battles": number,"crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"differential": number,"direct_kos": number,"dodges": number,"faints": number,"games_lost": number,"games_won": number,"healed": number,"losses": number,"misses": number,"passive_kos": number,"played": number,"points": number,"score_against": number,"score_for": number,"season_id": string,"team_id": string,"ties": number,"turns": number,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "battles": number,"crits": number,"crits_taken": number,"damage_dealt": number,"damage_taken": number,"differential": number,"direct_kos": number,"dodges": number,"faints": number,"games_lost": number,"games_won": number,"healed": number,"losses": number,"misses": number,"passive_kos": number,"played": number,"points": number,"score_against": number,"score_for": number,"season_id": string,"team_id": string,"ties": number,"turns": number,"wins": number
                  }
                  Update: {
                    "battles"?: number,"crits"?: number,"crits_taken"?: number,"damage_dealt"?: number,"damage_taken"?: number,"differential"?: number,"direct_kos"?: number,"dodges"?: number,"faints"?: number,"games_lost"?: number,"games_won"?: number,"healed"?: number,"losses"?: number,"misses"?: number,"passive_kos"?: number,"played"?: number,"points"?: number,"score_against"?: number,"score_for"?: number,"season_id"?: string,"team_id"?: string,"ties"?: number,"turns"?: number,"wins"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "season_stats_season_id_team_id_fkey"
      columns: ["season_id","team_id"]
isOneToOne: true
      referencedRelation: "teams"
      referencedColumns: ["season_id","id"]
    }
                  ]
                },"seasons": {
                  Row: {
                    "best_of": number,"clock": string,"coach_uploads": boolean,"created_at": string,"ends_on": string | null,"format": string,"id": string,"league_id": string,"minutes_after": number,"minutes_before": number,"name": string,"showdown_server": string | null,"spectator_delay": number,"starts_on": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "best_of"?: number,"clock"?: string,"coach_uploads"?: boolean,"created_at"?: string,"ends_on"?: string | null,"format": string,"id"?: string,"league_id": string,"minutes_after"?: number,"minutes_before"?: number,"name": string,"showdown_server"?: string | null,"spectator_delay"?: number,"starts_on"?: string | null
                  }
                  Update: {
                    "best_of"?: number,"clock"?: string,"coach_uploads"?: boolean,"created_at"?: string,"ends_on"?: string | null,"format"?: string,"id"?: string,"league_id"?: string,"minutes_after"?: number,"minutes_before"?: number,"name"?: string,"showdown_server"?: string | null,"spectator_delay"?: number,"starts_on"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "seasons_league_id_fkey"
      columns: ["league_id"]
isOneToOne: false
      referencedRelation: "leagues"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "seasons_showdown_server_fkey"
      columns: ["showdown_server"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    }
                  ]
                },"showdown_codes": {
                  Row: {
                    "asked": number,"digest": string,"expires_at": string,"hour_from": string,"server_id": string,"used_by": string | null,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "asked": number,"digest": string,"expires_at": string,"hour_from": string,"server_id": string,"used_by"?: string | null,"user_id": string
                  }
                  Update: {
                    "asked"?: number,"digest"?: string,"expires_at"?: string,"hour_from"?: string,"server_id"?: string,"used_by"?: string | null,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "showdown_codes_server_id_fkey"
      columns: ["server_id"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "showdown_codes_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"showdown_guesses": {
                  Row: {
                    "guesses": number,"hour_from": string,"name_id": string,"server_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "guesses": number,"hour_from": string,"name_id": string,"server_id": string
                  }
                  Update: {
                    "guesses"?: number,"hour_from"?: string,"name_id"?: string,"server_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "showdown_guesses_server_id_fkey"
      columns: ["server_id"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    }
                  ]
                },"showdown_names": {
                  Row: {
                    "linked_at": string,"name_id": string,"proof": string,"server_id": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "linked_at"?: string,"name_id": string,"proof": string,"server_id": string,"user_id": string
                  }
                  Update: {
                    "linked_at"?: string,"name_id"?: string,"proof"?: string,"server_id"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "showdown_names_server_id_fkey"
      columns: ["server_id"]
isOneToOne: false
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "showdown_names_user_id_fkey"
      columns: ["user_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"showdown_servers": {
                  Row: {
                    "account": string | null,"active": boolean,"created_at": string,"id": string,"login_url": string | null,"replay_prefix": string | null,"replay_url": string | null,"socket_url": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account"?: string | null,"active"?: boolean,"created_at"?: string,"id": string,"login_url"?: string | null,"replay_prefix"?: string | null,"replay_url"?: string | null,"socket_url": string
                  }
                  Update: {
                    "account"?: string | null,"active"?: boolean,"created_at"?: string,"id"?: string,"login_url"?: string | null,"replay_prefix"?: string | null,"replay_url"?: string | null,"socket_url"?: string
                  }
                  Relationships: [
                    
                  ]
                },"showdown_watchers": {
                  Row: {
                    "asked_at": string,"server_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "asked_at": string,"server_id": string
                  }
                  Update: {
                    "asked_at"?: string,"server_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "showdown_watchers_server_id_fkey"
      columns: ["server_id"]
isOneToOne: true
      referencedRelation: "showdown_servers"
      referencedColumns: ["id"]
    }
                  ]
                },"standings": {
                  Row: {
                    "differential": number,"last_match_id": string | null,"last_played_at": string | null,"losses": number,"points": number,"season_id": string,"streak_length": number,"streak_outcome": string | null,"team_id": string,"ties": number,"updated_at": string,"wins": number
                  }
                  ComputedFields: never
                  Insert: {
                    "differential"?: number,"last_match_id"?: string | null,"last_played_at"?: string | null,"losses"?: number,"points"?: number,"season_id": string,"streak_length"?: number,"streak_outcome"?: string | null,"team_id": string,"ties"?: number,"updated_at"?: string,"wins"?: number
                  }
                  Update: {
                    "differential"?: number,"last_match_id"?: string | null,"last_played_at"?: string | null,"losses"?: number,"points"?: number,"season_id"?: string,"streak_length"?: number,"streak_outcome"?: string | null,"team_id"?: string,"ties"?: number,"updated_at"?: string,"wins"?: number
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
                },"standings_digests": {
                  Row: {
                    "made_at": string,"round": number,"season_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "made_at"?: string,"round": number,"season_id": string
                  }
                  Update: {
                    "made_at"?: string,"round"?: number,"season_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "standings_digests_season_id_fkey"
      columns: ["season_id"]
isOneToOne: false
      referencedRelation: "seasons"
      referencedColumns: ["id"]
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
            "job_attempts": {
                  Row: {
                    "error": string | null,"finished_at": string | null,"job_id": string | null,"number": number | null,"outcome": Database["public"]['Enums']["attempt_outcome"] | null,"started_at": string | null,"worker": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "accept_import":
{ Args: { "p_actor"?: string,"p_game"?: number,"p_home"?: string,"p_import_id": string,"p_reason": string,"p_request_id"?: string }; Returns: Json
                           },
"accept_invite":
{ Args: { "p_code": string }; Returns: Json
                           },
"admin_audit":
{ Args: { "p_action": string,"p_actor": string,"p_after": number,"p_limit": number,"p_subject": string }; Returns: Json
                           },
"admin_count_jobs":
{ Args: { "p_actor": string,"p_filter": Json,"p_verb": string }; Returns: Json
                           },
"admin_job":
{ Args: { "p_actor": string,"p_job_id": string }; Returns: Json
                           },
"admin_jobs":
{ Args: { "p_actor": string,"p_after": string,"p_filter": Json,"p_limit": number }; Returns: Json
                           },
"admin_limit_queue":
{ Args: { "p_actor": string,"p_limits": Json,"p_queue": string,"p_request_id": string }; Returns: Json
                           },
"admin_mend_job":
{ Args: { "p_actor": string,"p_job_id": string,"p_request_id": string,"p_verb": string }; Returns: Json
                           },
"admin_mend_jobs":
{ Args: { "p_actor": string,"p_filter": Json,"p_request_id": string,"p_verb": string }; Returns: Json
                           },
"admin_pause_queue":
{ Args: { "p_actor": string,"p_paused": boolean,"p_queue": string,"p_request_id": string }; Returns: Json
                           },
"admin_queues":
{ Args: { "p_actor": string }; Returns: Json
                           },
"admin_refresh_stats":
{ Args: { "p_actor": string,"p_correlation_id": string,"p_request_id": string,"p_season_id": string,"p_stats": (string)[],"p_triggered_by": string }; Returns: Json
                           },
"admin_set_flag":
{ Args: { "p_actor": string,"p_enabled": boolean,"p_request_id": string,"p_trigger": string }; Returns: Json
                           },
"admin_throughput":
{ Args: { "p_actor": string,"p_minutes": number }; Returns: Json
                           },
"adopt_battle":
{ Args: { "p_battle_id": string,"p_correlation_id": string,"p_format": string,"p_game": number,"p_match_id": string,"p_p1": string,"p_p2": string,"p_room": string,"p_series": string,"p_server_id": string }; Returns: Json
                           },
"annul_battle":
{ Args: { "p_battle_id": string,"p_reason": string,"p_request_id"?: string }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"content_hash": string | null,
"correlation_id": string,
"counts": boolean,
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
"origin": Database["public"]['Enums']["battle_origin"],
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seats_swapped": boolean | null,
"seen_at": string | null,
"showdown_room": string | null,
"showdown_secret": string | null,
"showdown_series": string | null,
"showdown_server": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"truth": Json | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: true
        isSetofReturn: false
      } },
"api_battle":
{ Args: { "p_battle_id": string }; Returns: Json
                           },
"api_change_match":
{ Args: { "p_act": Json,"p_actor": string,"p_match_id": string,"p_request_id": string }; Returns: Json
                           },
"api_create_match":
{ Args: { "p_actor": string,"p_match": Json,"p_request_id": string }; Returns: Json
                           },
"api_leaders":
{ Args: { "p_format": string,"p_limit": number,"p_offset": number }; Returns: Json
                           },
"api_match":
{ Args: { "p_match_id": string }; Returns: Json
                           },
"api_matches":
{ Args: { "p_after": string,"p_filter": Json,"p_limit": number,"p_season_id": string }; Returns: Json
                           },
"api_seasons":
{ Args: { "p_after": string,"p_league": string,"p_limit": number }; Returns: Json
                           },
"api_teams":
{ Args: { "p_season_id": string }; Returns: Json
                           },
"api_user":
{ Args: { "p_name": string,"p_user_id": string }; Returns: Json
                           },
"api_user_battles":
{ Args: { "p_after": string,"p_filter": Json,"p_limit": number,"p_user_id": string }; Returns: Json
                           },
"battle_inputs_of":
{ Args: { "p_battle_id": string }; Returns: Json
                           },
"battle_seen":
{ Args: { "p_battle_id": string }; Returns: boolean
                           },
"battles_to_complete":
{ Args: { "p_ids": (string)[] }; Returns: Json
                           },
"battles_to_sweep":
{ Args: { "p_limit": number }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"content_hash": string | null,
"correlation_id": string,
"counts": boolean,
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
"origin": Database["public"]['Enums']["battle_origin"],
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seats_swapped": boolean | null,
"seen_at": string | null,
"showdown_room": string | null,
"showdown_secret": string | null,
"showdown_series": string | null,
"showdown_server": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"truth": Json | null,
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
{ Args: { "p_fingerprint": string,"p_if_posted": boolean,"p_kind": string,"p_subject": string,"p_webhook_id": string }; Returns: Json
                           },
"call_off_battle":
{ Args: { "p_battle_id": string }; Returns: undefined
                           },
"cancel_match":
{ Args: { "p_match_id": string,"p_reason": string,"p_request_id"?: string }; Returns: {
              "anew_at": string | null,
"away_games": number,
"away_score": number | null,
"away_team_id": string,
"completed_at": string | null,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"home_games": number,
"home_score": number | null,
"home_team_id": string,
"id": string,
"played_at": string | null,
"replay_path": string | null,
"revised_at": string,
"revision": number,
"room_id": string | null,
"round": number,
"scheduled_at": string | null,
"season_id": string,
"status": Database["public"]['Enums']["match_status"],
"winner_team_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "matches"
        isOneToOne: true
        isSetofReturn: false
      } },
"change_season":
{ Args: { "p_changes": Json,"p_request_id"?: string,"p_season_id": string }; Returns: {
              "best_of": number,
"clock": string,
"coach_uploads": boolean,
"created_at": string,
"ends_on": string | null,
"format": string,
"id": string,
"league_id": string,
"minutes_after": number,
"minutes_before": number,
"name": string,
"showdown_server": string | null,
"spectator_delay": number,
"starts_on": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "seasons"
        isOneToOne: true
        isSetofReturn: false
      } },
"change_season_rules":
{ Args: { "p_changes": Json,"p_request_id"?: string,"p_season_id": string }; Returns: {
              "double_forfeit_differential": number | null,
"forfeit_differential": number | null,
"forfeit_ends": (Database["public"]['Enums']["end_type"])[],
"ko_rules": NonNullable<Json>,
"points_forfeit": number | null,
"points_loss": number,
"points_tie": number,
"points_win": number,
"season_id": string,
"tie_breaks": (string)[]
            }
                          SetofOptions: {
        from: "*"
        to: "season_rules"
        isOneToOne: true
        isSetofReturn: false
      } },
"change_team":
{ Args: { "p_changes": Json,"p_request_id"?: string,"p_team_id": string }; Returns: {
              "coach_id": string | null,
"created_at": string,
"id": string,
"name": string,
"season_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "teams"
        isOneToOne: true
        isSetofReturn: false
      } },
"change_webhook":
{ Args: { "p_id": string,"p_request_id"?: string,"p_settings": Json }; Returns: Json
                           },
"claim_jobs":
{ Args: { "p_queue": string,"p_worker": string }; Returns: {
              "attempts": number,"backoff_base": number,"backoff_cap": number,"job_id": string,"max_attempts": number,"message": Json,"msg_id": number,"read_ct": number
            }[]
                           },
"claim_source_files":
{ Args: { "p_limit": number,"p_source_id": string }; Returns: string[]
                           },
"claim_sources":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"complete_battles":
{ Args: { "p_items": Json }; Returns: Json
                           },
"correct_match":
{ Args: { "p_match_id": string,"p_reason": string,"p_request_id"?: string,"p_result": Json }; Returns: {
              "anew_at": string | null,
"away_games": number,
"away_score": number | null,
"away_team_id": string,
"completed_at": string | null,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"home_games": number,
"home_score": number | null,
"home_team_id": string,
"id": string,
"played_at": string | null,
"replay_path": string | null,
"revised_at": string,
"revision": number,
"room_id": string | null,
"round": number,
"scheduled_at": string | null,
"season_id": string,
"status": Database["public"]['Enums']["match_status"],
"winner_team_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "matches"
        isOneToOne: true
        isSetofReturn: false
      } },
"count_events":
{ Args: { "p_events": Json }; Returns: undefined
                           },
"create_league":
{ Args: { "p_name": string,"p_request_id"?: string,"p_slug": string }; Returns: {
              "created_at": string,
"id": string,
"name": string,
"slug": string
            }
                          SetofOptions: {
        from: "*"
        to: "leagues"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_season":
{ Args: { "p_ko_rules"?: Json,"p_league_id": string,"p_request_id"?: string,"p_rules"?: Json,"p_settings": Json }; Returns: {
              "best_of": number,
"clock": string,
"coach_uploads": boolean,
"created_at": string,
"ends_on": string | null,
"format": string,
"id": string,
"league_id": string,
"minutes_after": number,
"minutes_before": number,
"name": string,
"showdown_server": string | null,
"spectator_delay": number,
"starts_on": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "seasons"
        isOneToOne: true
        isSetofReturn: false
      } },
"credits_to_check":
{ Args: { "p_limit": number }; Returns: Json
                           },
"decide_report":
{ Args: { "p_confirm": boolean,"p_report_id": string,"p_request_id"?: string,"p_user": string }; Returns: Json
                           },
"disable_webhook":
{ Args: { "p_reason": string,"p_webhook_id": string }; Returns: undefined
                           },
"discord_user":
{ Args: { "p_discord_id": string }; Returns: Json
                           },
"dispute_match":
{ Args: { "p_match_id": string,"p_reason": string,"p_request_id"?: string }; Returns: {
              "anew_at": string | null,
"away_games": number,
"away_score": number | null,
"away_team_id": string,
"completed_at": string | null,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"home_games": number,
"home_score": number | null,
"home_team_id": string,
"id": string,
"played_at": string | null,
"replay_path": string | null,
"revised_at": string,
"revision": number,
"room_id": string | null,
"round": number,
"scheduled_at": string | null,
"season_id": string,
"status": Database["public"]['Enums']["match_status"],
"winner_team_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "matches"
        isOneToOne: true
        isSetofReturn: false
      } },
"disputed_imports":
{ Args: { "p_actor"?: string,"p_league_id"?: string }; Returns: Json
                           },
"end_lease":
{ Args: { "p_anyway": boolean,"p_done": number,"p_failed": number,"p_worker": string }; Returns: boolean
                           },
"enter_ladder":
{ Args: { "p_claim": string,"p_format": string,"p_resume": boolean,"p_team_id": string,"p_user": string }; Returns: Json
                           },
"find_replays":
{ Args: { "p_after"?: string,"p_limit"?: number,"p_query": Json }; Returns: Json
                           },
"finish_delivery":
{ Args: { "p_id": string,"p_result": Json }; Returns: undefined
                           },
"finish_discord_link":
{ Args: { "p_code": string,"p_discord_id": string }; Returns: Json
                           },
"forfeit_match":
{ Args: { "p_by": string,"p_match_id": string,"p_reason": string,"p_request_id"?: string }; Returns: {
              "anew_at": string | null,
"away_games": number,
"away_score": number | null,
"away_team_id": string,
"completed_at": string | null,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"home_games": number,
"home_score": number | null,
"home_team_id": string,
"id": string,
"played_at": string | null,
"replay_path": string | null,
"revised_at": string,
"revision": number,
"room_id": string | null,
"round": number,
"scheduled_at": string | null,
"season_id": string,
"status": Database["public"]['Enums']["match_status"],
"winner_team_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "matches"
        isOneToOne: true
        isSetofReturn: false
      } },
"give_up_battle":
{ Args: { "p_battle_id": string,"p_reason": string }; Returns: boolean
                           },
"guild_choices":
{ Args: { "p_guild_id": string,"p_kind": string,"p_season": string,"p_text": string,"p_user": string }; Returns: Json
                           },
"guild_match":
{ Args: { "p_guild_id": string,"p_match": string }; Returns: Json
                           },
"guild_profile":
{ Args: { "p_guild_id": string,"p_player": string,"p_user": string }; Returns: Json
                           },
"guild_schedule":
{ Args: { "p_guild_id": string,"p_season": string,"p_team": string }; Returns: Json
                           },
"guild_season":
{ Args: { "p_guild_id": string,"p_season": string }; Returns: string
                           },
"health_snapshot":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"heartbeat":
{ Args: { "p_done": number,"p_failed": number,"p_worker": string }; Returns: boolean
                           },
"import_teams":
{ Args: { "p_check"?: boolean,"p_request_id"?: string,"p_season_id": string,"p_teams": Json }; Returns: Json
                           },
"import_terms":
{ Args: { "p_actor": string,"p_at": string,"p_format": string,"p_match_id": string,"p_p1": (string)[],"p_p2": (string)[],"p_room": string,"p_server_id": string }; Returns: Json
                           },
"invite_coach":
{ Args: { "p_request_id"?: string,"p_team_id": string }; Returns: Json
                           },
"leaderboard":
{ Args: { "p_format": string,"p_limit"?: number,"p_offset"?: number }; Returns: {
              "deviation": number,"elo": number,"glicko": number,"gxe": number,"losses": number,"name": string,"provisional": boolean,"rank": number,"ties": number,"user_id": string,"wins": number
            }[]
                           },
"league_guilds":
{ Args: { "p_league_id": string }; Returns: Json
                           },
"league_people":
{ Args: { "p_league_id": string }; Returns: Json
                           },
"league_showdown_names":
{ Args: { "p_league_id": string }; Returns: Json
                           },
"league_view":
{ Args: { "p_tag": string }; Returns: Json
                           },
"league_webhooks":
{ Args: { "p_league_id": string }; Returns: Json
                           },
"leave_ladder":
{ Args: { "p_claims": (string)[] }; Returns: undefined
                           },
"link_showdown_name":
{ Args: { "p_actor"?: string,"p_name": string,"p_request_id"?: string,"p_server_id": string,"p_user": string }; Returns: boolean
                           },
"link_showdown_room":
{ Args: { "p_actor"?: string,"p_match_id": string,"p_request_id"?: string,"p_room": string,"p_server_id": string }; Returns: Json
                           },
"list_operators":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"metrics_snapshot":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"notification_contexts":
{ Args: { "p_messages": Json }; Returns: Json
                           },
"open_battle":
{ Args: { "p_battle_id": string,"p_bot"?: string,"p_correlation_id": string,"p_format": string,"p_rules"?: Json,"p_user": string }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"content_hash": string | null,
"correlation_id": string,
"counts": boolean,
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
"origin": Database["public"]['Enums']["battle_origin"],
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seats_swapped": boolean | null,
"seen_at": string | null,
"showdown_room": string | null,
"showdown_secret": string | null,
"showdown_series": string | null,
"showdown_server": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"truth": Json | null,
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
"content_hash": string | null,
"correlation_id": string,
"counts": boolean,
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
"origin": Database["public"]['Enums']["battle_origin"],
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seats_swapped": boolean | null,
"seen_at": string | null,
"showdown_room": string | null,
"showdown_secret": string | null,
"showdown_series": string | null,
"showdown_server": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"truth": Json | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: true
        isSetofReturn: false
      } },
"own_input_log":
{ Args: { "p_battle_id": string,"p_user_id": string }; Returns: Json
                           },
"pair_ladder":
{ Args: { "p_battle_id": string,"p_format": string,"p_p1": string,"p_p1_claim": string,"p_p2": string,"p_p2_claim": string,"p_pair": string,"p_rules": Json }; Returns: Json
                           },
"rebuild_stat":
{ Args: { "p_season_id": string,"p_stat": string }; Returns: Json
                           },
"rebuild_usage":
{ Args: { "p_format": string }; Returns: undefined
                           },
"recalculate_standings":
{ Args: { "p_season_id": string }; Returns: number
                           },
"record_battle_abandoned":
{ Args: { "p_battle_id": string,"p_event_id": string,"p_occurred_at": string,"p_present": (string)[] }; Returns: string
                           },
"record_battle_completed":
{ Args: { "p_battle_id": string,"p_content_hash"?: string,"p_end_type": string,"p_event_id": string,"p_faints"?: Json,"p_input_log_path": string,"p_judged"?: Json,"p_names"?: Json,"p_occurred_at": string,"p_replay_path": string,"p_request_id": string,"p_sim_version": string,"p_turns": number,"p_winner": string }; Returns: string
                           },
"record_battle_failed":
{ Args: { "p_battle_id": string,"p_event_id": string,"p_occurred_at": string,"p_reason": string }; Returns: string
                           },
"record_battle_started":
{ Args: { "p_battle_id": string,"p_event_id": string,"p_occurred_at": string,"p_p1_name": string,"p_p2_name": string,"p_sim_version": string }; Returns: string
                           },
"record_credit_checks":
{ Args: { "p_checks": Json }; Returns: number
                           },
"record_import":
{ Args: { "p_actor"?: string,"p_import": Json,"p_request_id"?: string }; Returns: Json
                           },
"record_inputs":
{ Args: { "p_battle_id": string,"p_from": number,"p_inputs": Json }; Returns: number
                           },
"refresh_stat":
{ Args: { "p_season_id": string,"p_stat": string }; Returns: Json
                           },
"refresh_usage":
{ Args: { "p_format": string }; Returns: boolean
                           },
"refuse_import":
{ Args: { "p_actor"?: string,"p_import_id": string,"p_reason": string,"p_request_id"?: string }; Returns: Json
                           },
"remove_discord_guild":
{ Args: { "p_guild_id": string,"p_request_id"?: string }; Returns: undefined
                           },
"remove_discord_link":
{ Args: { "p_user": string }; Returns: boolean
                           },
"remove_season":
{ Args: { "p_request_id"?: string,"p_season_id": string }; Returns: undefined
                           },
"remove_team":
{ Args: { "p_request_id"?: string,"p_team_id": string }; Returns: undefined
                           },
"remove_webhook":
{ Args: { "p_id": string,"p_request_id"?: string }; Returns: undefined
                           },
"renew_ladder":
{ Args: { "p_claims": (string)[] }; Returns: (string)[]
                           },
"reopen_match":
{ Args: { "p_anew": boolean,"p_match_id": string,"p_reason": string,"p_request_id"?: string }; Returns: {
              "anew_at": string | null,
"away_games": number,
"away_score": number | null,
"away_team_id": string,
"completed_at": string | null,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"home_games": number,
"home_score": number | null,
"home_team_id": string,
"id": string,
"played_at": string | null,
"replay_path": string | null,
"revised_at": string,
"revision": number,
"room_id": string | null,
"round": number,
"scheduled_at": string | null,
"season_id": string,
"status": Database["public"]['Enums']["match_status"],
"winner_team_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "matches"
        isOneToOne: true
        isSetofReturn: false
      } },
"replay_names":
{ Args: { "p_beginning": string,"p_kind": string }; Returns: (string)[]
                           },
"report_result":
{ Args: { "p_match_id": string,"p_request_id"?: string,"p_result": Json,"p_user": string }; Returns: Json
                           },
"request_digests":
{ Args: { "p_matches": Json }; Returns: undefined
                           },
"request_invalidation":
{ Args: { "p_tags": (string)[] }; Returns: undefined
                           },
"request_link_code":
{ Args: { "p_server_id": string,"p_user"?: string }; Returns: Json
                           },
"reschedule_match":
{ Args: { "p_at": string,"p_match_id": string,"p_request_id"?: string }; Returns: {
              "anew_at": string | null,
"away_games": number,
"away_score": number | null,
"away_team_id": string,
"completed_at": string | null,
"created_at": string,
"differential": number | null,
"dispute_reason": string | null,
"end_type": Database["public"]['Enums']["end_type"] | null,
"home_games": number,
"home_score": number | null,
"home_team_id": string,
"id": string,
"played_at": string | null,
"replay_path": string | null,
"revised_at": string,
"revision": number,
"room_id": string | null,
"round": number,
"scheduled_at": string | null,
"season_id": string,
"status": Database["public"]['Enums']["match_status"],
"winner_team_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "matches"
        isOneToOne: true
        isSetofReturn: false
      } },
"schedule_matches":
{ Args: { "p_matches": Json,"p_replace"?: boolean,"p_request_id"?: string,"p_season_id": string }; Returns: Json
                           },
"season_invites":
{ Args: { "p_season_id": string }; Returns: Json
                           },
"season_standings":
{ Args: { "p_season_id": string }; Returns: {
              "differential": number,"losses": number,"played": number,"points": number,"rank": number,"reason": string,"streak": string,"strength": number,"team": string,"team_id": string,"ties": number,"wins": number
            }[]
                           },
"set_discord_guild":
{ Args: { "p_guild_id": string,"p_league_id": string,"p_request_id"?: string }; Returns: {
              "added_at": string,
"guild_id": string,
"league_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "discord_guilds"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_discord_pings":
{ Args: { "p_pings": boolean,"p_user": string }; Returns: boolean
                           },
"set_ko_rules":
{ Args: { "p_request_id"?: string,"p_rules": Json,"p_season_id": string }; Returns: Json
                           },
"set_league_role":
{ Args: { "p_league_id": string,"p_request_id"?: string,"p_role": Database["public"]['Enums']["league_role"],"p_user": string }; Returns: boolean
                           },
"set_operator":
{ Args: { "p_request_id"?: string,"p_role": string,"p_user": string }; Returns: boolean
                           },
"set_showdown_server":
{ Args: { "p_id": string,"p_request_id"?: string,"p_settings": Json }; Returns: {
              "account": string | null,
"active": boolean,
"created_at": string,
"id": string,
"login_url": string | null,
"replay_prefix": string | null,
"replay_url": string | null,
"socket_url": string
            }
                          SetofOptions: {
        from: "*"
        to: "showdown_servers"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_webhook":
{ Args: { "p_league_id": string,"p_request_id"?: string,"p_settings"?: Json,"p_url": string }; Returns: Json
                           },
"settle_jobs":
{ Args: { "p_items": Json,"p_queue": string }; Returns: Json
                           },
"settle_source_file":
{ Args: { "p_import_id"?: string,"p_path": string,"p_reason"?: string,"p_source_id": string,"p_state": string }; Returns: undefined
                           },
"showdown_watches":
{ Args: { "p_server_id": string }; Returns: Json
                           },
"start_discord_link":
{ Args: { "p_user": string }; Returns: Json
                           },
"stat_view":
{ Args: { "p_season_id": string,"p_stat": string }; Returns: Json
                           },
"take_allowance":
{ Args: { "p_kind": string,"p_user": string }; Returns: undefined
                           },
"take_seat":
{ Args: { "p_battle_id": string,"p_user": string }; Returns: {
              "asked": number,
"bot": string | null,
"completed_at": string | null,
"content_hash": string | null,
"correlation_id": string,
"counts": boolean,
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
"origin": Database["public"]['Enums']["battle_origin"],
"p1_name": string | null,
"p1_score": number | null,
"p1_user": string | null,
"p2_name": string | null,
"p2_score": number | null,
"p2_user": string | null,
"rated": boolean,
"replay_path": string | null,
"rules": NonNullable<Json>,
"seats_swapped": boolean | null,
"seen_at": string | null,
"showdown_room": string | null,
"showdown_secret": string | null,
"showdown_series": string | null,
"showdown_server": string | null,
"sim_version": string | null,
"started_at": string | null,
"status": Database["public"]['Enums']["battle_status"],
"summary": Json | null,
"swept_at": string | null,
"truth": Json | null,
"turns": number | null,
"winner_seat": Database["public"]['Enums']["seat"] | null
            }
                          SetofOptions: {
        from: "*"
        to: "battles"
        isOneToOne: true
        isSetofReturn: false
      } },
"team_terms":
{ Args: { "p_team_id": string }; Returns: Json
                           },
"test_webhook":
{ Args: { "p_id": string,"p_request_id"?: string }; Returns: string
                           },
"unlink_showdown_name":
{ Args: { "p_actor"?: string,"p_name": string,"p_request_id"?: string,"p_server_id": string }; Returns: boolean
                           },
"usage_view":
{ Args: { "p_id": string,"p_scope": string }; Returns: Json
                           },
"use_link_code":
{ Args: { "p_code": string,"p_name_id": string,"p_server_id": string }; Returns: Json
                           },
"watched_terms":
{ Args: { "p_battle_id": string,"p_names": (string)[] }; Returns: Json
                           },
"withdraw_battle":
{ Args: { "p_battle_id": string }; Returns: boolean
                           },
"worker_stats":
{ Args: { "p_actor": string }; Returns: Json
                           }
          }
          Enums: {
            "attempt_outcome": "completed"|"retried"|"snoozed"|"dead"|"lost","battle_origin": "room"|"showdown","battle_status": "waiting"|"live"|"ended"|"completed"|"disputed"|"void","delivery_state": "sending"|"sent"|"ambiguous"|"failed","end_type": "win"|"tie"|"forfeit"|"timeout"|"disconnect"|"void","import_status": "accepted"|"disputed"|"refused","job_state": "queued"|"processing"|"completed"|"failed"|"dead_letter","league_role": "admin"|"viewer","match_status": "scheduled"|"in_progress"|"completed"|"disputed"|"cancelled","report_state": "open"|"confirmed"|"refused"|"replaced","seat": "p1"|"p2","source_file_state": "waiting"|"imported"|"skipped"|"failed"
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
            "attempt_outcome": ["completed", "retried", "snoozed", "dead", "lost"],"battle_origin": ["room", "showdown"],"battle_status": ["waiting", "live", "ended", "completed", "disputed", "void"],"delivery_state": ["sending", "sent", "ambiguous", "failed"],"end_type": ["win", "tie", "forfeit", "timeout", "disconnect", "void"],"import_status": ["accepted", "disputed", "refused"],"job_state": ["queued", "processing", "completed", "failed", "dead_letter"],"league_role": ["admin", "viewer"],"match_status": ["scheduled", "in_progress", "completed", "disputed", "cancelled"],"report_state": ["open", "confirmed", "refused", "replaced"],"seat": ["p1", "p2"],"source_file_state": ["waiting", "imported", "skipped", "failed"]
          }
        }
} as const
